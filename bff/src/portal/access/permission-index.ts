import type { MetaCode } from '@eoms/contracts/endpoint';
import { addBit, addBits, bitsOf, emptyBits, hasBit, type Bits } from './bits.ts';
import type { MetaFact, RoleFact, RuleFact } from './facts.policy.ts';

/** What a set of roles gives; people with the same roles share one. */
export interface Profile {
  readonly roleIds: ReadonlySet<string>;
  readonly bits: Bits;
}

const nothing: Bits = emptyBits(0);

/** Numbers of roles in the keys of profiles; kept for the life of the process, so that keys stay comparable. */
class RoleNumbers {
  readonly #numbers = new Map<string, number>();

  keyOf(roleIds: Iterable<string>): string {
    const numbers: number[] = [];
    for (const id of roleIds) {
      const number = this.#numbers.get(id) ?? this.#numbers.size;
      this.#numbers.set(id, number);
      numbers.push(number);
    }
    return numbers.sort((a, b) => a - b).join(' ');
  }
}

/** Metas by code and by id as bits, roles as sets of bits, and the profiles that people's roles add up to. Never changes. */
export class PermissionIndex {
  readonly metas: ReadonlyMap<string, MetaFact>;
  readonly roles: ReadonlyMap<string, RoleFact>;
  readonly #size: number;
  readonly #bitOfCode: Map<MetaCode, number>;
  readonly #metaOfBit: Map<number, MetaFact>;
  readonly #roleBits = new Map<string, Bits>();
  readonly #codes = new WeakMap<Bits, ReadonlySet<MetaCode>>();
  readonly #grown = new WeakMap<Profile, WeakMap<readonly RuleFact[], Profile>>();
  readonly #numbers: RoleNumbers;
  readonly #profiles: Map<string, Profile>;

  private constructor(
    metas: ReadonlyMap<string, MetaFact>,
    roles: ReadonlyMap<string, RoleFact>,
    profiles: Map<string, Profile>,
    before?: PermissionIndex,
  ) {
    this.metas = metas;
    this.roles = roles;
    this.#numbers = before ? before.#numbers : new RoleNumbers();
    this.#profiles = profiles;
    const same = before?.metas === metas ? before : undefined;
    this.#bitOfCode = same ? same.#bitOfCode : new Map<MetaCode, number>();
    this.#metaOfBit = same ? same.#metaOfBit : new Map<number, MetaFact>();
    this.#size = same ? same.#size : this.#number(metas);
    for (const [id, role] of roles) {
      const known = same?.roles.get(id) === role ? same.#roleBits.get(id) : undefined;
      this.#roleBits.set(id, known ?? this.#bitsOfRole(role));
    }
  }

  /** Builds the index of a catalogue. */
  static of(metas: readonly MetaFact[], roles: readonly RoleFact[]): PermissionIndex {
    return new PermissionIndex(
      new Map(metas.map((meta) => [meta.id, meta])),
      new Map(roles.map((role) => [role.id, role])),
      new Map(),
    );
  }

  /** The index of a changed catalogue; profiles of roles that give the same as before are kept. */
  with(metas: ReadonlyMap<string, MetaFact>, roles: ReadonlyMap<string, RoleFact>): PermissionIndex {
    const kept = new Map<string, Profile>();
    const fresh = new PermissionIndex(metas, roles, kept, this);
    const changed = new Set<string>();
    for (const id of new Set([...this.#roleBits.keys(), ...fresh.#roleBits.keys()]))
      if (!sameBits(this.bitsOfRole(id), fresh.bitsOfRole(id))) changed.add(id);
    for (const [key, profile] of this.#profiles) if (!hasSome(profile.roleIds, changed)) kept.set(key, profile);
    return fresh;
  }

  /** Bit of a living permission. */
  bitOf(code: MetaCode): number | undefined {
    return this.#bitOfCode.get(code);
  }

  /** The living permission of a bit. */
  metaOf(bit: number): MetaFact | undefined {
    return this.#metaOfBit.get(bit);
  }

  /** Bit of a permission by its id; none when it was retired. */
  bitOfMeta(id: string): number | undefined {
    const meta = this.metas.get(id);
    return meta?.live ? meta.bitNo : undefined;
  }

  /** What a role gives; nothing for a retired or unknown one. */
  bitsOfRole(roleId: string): Bits {
    return this.#roleBits.get(roleId) ?? nothing;
  }

  /** What roles give together; the same object for the same roles. */
  profileOf(roleIds: ReadonlySet<string>): Profile {
    const key = this.#numbers.keyOf(roleIds);
    const known = this.#profiles.get(key);
    if (known) return known;
    const bits = emptyBits(this.#size);
    for (const id of roleIds) addBits(bits, this.bitsOfRole(id));
    const profile = { roleIds: new Set(roleIds), bits };
    this.#profiles.set(key, profile);
    return profile;
  }

  /** What rules add to a profile; people who match the same lists of rules never make it twice. */
  profileWith(profile: Profile | null, rules: readonly RuleFact[]): Profile {
    const base = profile ?? this.profileOf(new Set());
    const known = this.#grown.get(base) ?? new WeakMap<readonly RuleFact[], Profile>();
    this.#grown.set(base, known);
    const found = known.get(rules) ?? this.profileOf(new Set([...base.roleIds, ...rules.map(({ roleId }) => roleId)]));
    known.set(rules, found);
    return found;
  }

  /** A copy of a set with room for every permission. */
  copyOf(bits: Bits): Bits {
    const copy = emptyBits(this.#size);
    addBits(copy, bits);
    return copy;
  }

  /** Codes of a set; made once for each set. */
  codesOf(bits: Bits): ReadonlySet<MetaCode> {
    const known = this.#codes.get(bits);
    if (known) return known;
    const codes = new Set<MetaCode>();
    for (const bit of bitsOf(bits)) {
      const code = this.#metaOfBit.get(bit)?.code;
      if (code) codes.add(code);
    }
    this.#codes.set(bits, codes);
    return codes;
  }

  /** Roles that give a permission. */
  rolesWith(bit: number): string[] {
    return [...this.#roleBits].filter(([, bits]) => hasBit(bits, bit)).map(([id]) => id);
  }

  /** How many different sets of roles are remembered. */
  get profileCount(): number {
    return this.#profiles.size;
  }

  #number(metas: ReadonlyMap<string, MetaFact>): number {
    let size = 0;
    for (const meta of metas.values()) {
      if (!meta.live) continue;
      this.#bitOfCode.set(meta.code, meta.bitNo);
      this.#metaOfBit.set(meta.bitNo, meta);
      size = Math.max(size, meta.bitNo + 1);
    }
    return size;
  }

  #bitsOfRole(role: RoleFact): Bits {
    if (!role.live) return nothing;
    const bits = emptyBits(this.#size);
    for (const id of role.metaIds) {
      const meta = this.metas.get(id);
      // A role holds permissions of its own system only.
      if (meta?.live && meta.systemCode === role.systemCode) addBit(bits, meta.bitNo);
    }
    return bits;
  }
}

const hasSome = (ids: ReadonlySet<string>, few: ReadonlySet<string>): boolean => {
  for (const id of few) if (ids.has(id)) return true;
  return false;
};

const sameBits = (a: Bits, b: Bits): boolean => {
  if (a === b) return true;
  for (let word = Math.max(a.length, b.length) - 1; word >= 0; word -= 1)
    if ((a[word] ?? 0) !== (b[word] ?? 0)) return false;
  return true;
};
