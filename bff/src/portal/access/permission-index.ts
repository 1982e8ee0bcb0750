import type { MetaCode } from '@eoms/contracts/endpoint';
import { addBit, addBits, eachBit, emptyBits, hasBit, stretchOf, type Bits, type Stretch } from './bits.ts';
import type { MetaFact, RoleFact } from './facts.policy.ts';
import { RoleSet } from './role-set.ts';

/** What a set of roles gives; people with the same roles share one. */
export interface Profile {
  readonly roles: RoleSet;
  readonly bits: Bits;
}

/** What a role gives; roles are small, and their permissions lie close together. */
interface RoleBits {
  readonly bits: Bits;
  readonly stretch: Stretch;
}

const nothing: RoleBits = { bits: emptyBits(0), stretch: { from: 0, to: 0 } };
const nobodysRoles = RoleSet.of([]);

/** Metas by code and by id as bits, roles as sets of bits, and the profiles that people's roles add up to. Never changes. */
export class PermissionIndex {
  readonly metas: ReadonlyMap<string, MetaFact>;
  readonly roles: ReadonlyMap<string, RoleFact>;
  readonly #size: number;
  readonly #bitOfCode: Map<MetaCode, number>;
  readonly #metaOfBit: (MetaFact | undefined)[];
  readonly #roleBits = new Map<string, RoleBits>();
  readonly #codes: WeakMap<Bits, ReadonlySet<MetaCode>>;
  readonly #profiles = new Map<string, Profile>();
  /** Profiles somebody had just before the last change: those who still have one take it over, the others are let go. */
  readonly #former: ReadonlyMap<string, Profile>;
  /** Roles that give something else than before. */
  readonly #changed: RoleSet;

  private constructor(
    metas: ReadonlyMap<string, MetaFact>,
    roles: ReadonlyMap<string, RoleFact>,
    before?: PermissionIndex,
  ) {
    this.metas = metas;
    this.roles = roles;
    const same = before?.metas === metas ? before : undefined;
    this.#bitOfCode = same ? same.#bitOfCode : new Map<MetaCode, number>();
    this.#metaOfBit = same ? same.#metaOfBit : [];
    this.#codes = same ? same.#codes : new WeakMap<Bits, ReadonlySet<MetaCode>>();
    this.#size = same ? same.#size : this.#number(metas);
    for (const [id, role] of roles) {
      const known = same?.roles.get(id) === role ? same.#roleBits.get(id) : undefined;
      this.#roleBits.set(id, known ?? this.#bitsOfRole(role));
    }
    this.#former = before ? before.#profiles : new Map<string, Profile>();
    this.#changed = before ? this.#changedSince(before) : nobodysRoles;
  }

  /** Builds the index of a catalogue. */
  static of(metas: readonly MetaFact[], roles: readonly RoleFact[]): PermissionIndex {
    return new PermissionIndex(
      new Map(metas.map((meta) => [meta.id, meta])),
      new Map(roles.map((role) => [role.id, role])),
    );
  }

  /** The index after a change, of the catalogue or of who has which roles; profiles that give the same as before stay made. */
  with(metas: ReadonlyMap<string, MetaFact>, roles: ReadonlyMap<string, RoleFact>): PermissionIndex {
    return new PermissionIndex(metas, roles, this);
  }

  /** Bit of a living permission. */
  bitOf(code: MetaCode): number | undefined {
    return this.#bitOfCode.get(code);
  }

  /** The living permission of a bit. */
  metaOf(bit: number): MetaFact | undefined {
    return this.#metaOfBit[bit];
  }

  /** Bit of a permission by its id; none when it was retired. */
  bitOfMeta(id: string): number | undefined {
    const meta = this.metas.get(id);
    return meta?.live ? meta.bitNo : undefined;
  }

  /** What a role gives; nothing for a retired or unknown one. */
  bitsOfRole(roleId: string): Bits {
    return (this.#roleBits.get(roleId) ?? nothing).bits;
  }

  /** Adds what a role gives to a set with room for every permission. */
  addRole(bits: Bits, roleId: string): void {
    const role = this.#roleBits.get(roleId) ?? nothing;
    addBits(bits, role.bits, role.stretch);
  }

  /** What roles give together; the same object for the same roles. */
  profileOf(roles: RoleSet): Profile {
    const known = this.#profiles.get(roles.key);
    if (known) return known;
    const former = this.#former.get(roles.key);
    const profile = former && !former.roles.meets(this.#changed) ? former : this.#profileOf(roles);
    this.#profiles.set(roles.key, profile);
    return profile;
  }

  /** A copy of a set, or an empty one, with room for every permission. */
  copyOf(bits: Bits = nothing.bits): Bits {
    const copy = emptyBits(this.#size);
    addBits(copy, bits);
    return copy;
  }

  /** Codes of a set; made once for each set. */
  codesOf(bits: Bits): ReadonlySet<MetaCode> {
    const known = this.#codes.get(bits);
    if (known) return known;
    const codes = new Set<MetaCode>();
    eachBit(bits, (bit) => {
      const meta = this.#metaOfBit[bit];
      if (meta) codes.add(meta.code);
    });
    this.#codes.set(bits, codes);
    return codes;
  }

  /** Roles that give a permission. */
  rolesWith(bit: number): string[] {
    return [...this.#roleBits].filter(([, { bits }]) => hasBit(bits, bit)).map(([id]) => id);
  }

  /** How many different sets of roles are remembered. */
  get profileCount(): number {
    return this.#profiles.size;
  }

  #profileOf(roles: RoleSet): Profile {
    const bits = this.copyOf();
    for (const id of roles.ids()) this.addRole(bits, id);
    return { roles, bits };
  }

  #changedSince(before: PermissionIndex): RoleSet {
    const changed = new Set<string>();
    for (const id of new Set([...before.#roleBits.keys(), ...this.#roleBits.keys()]))
      if (!sameBits(before.bitsOfRole(id), this.bitsOfRole(id))) changed.add(id);
    return RoleSet.of(changed);
  }

  #number(metas: ReadonlyMap<string, MetaFact>): number {
    let size = 0;
    for (const meta of metas.values()) {
      if (!meta.live) continue;
      this.#bitOfCode.set(meta.code, meta.bitNo);
      this.#metaOfBit[meta.bitNo] = meta;
      size = Math.max(size, meta.bitNo + 1);
    }
    return size;
  }

  #bitsOfRole(role: RoleFact): RoleBits {
    if (!role.live) return nothing;
    const bits = emptyBits(this.#size);
    for (const id of role.metaIds) {
      const meta = this.metas.get(id);
      // A role holds permissions of its own system only.
      if (meta?.live && meta.systemCode === role.systemCode) addBit(bits, meta.bitNo);
    }
    return { bits, stretch: stretchOf(bits) };
  }
}

const sameBits = (a: Bits, b: Bits): boolean => {
  if (a === b) return true;
  for (let word = Math.max(a.length, b.length) - 1; word >= 0; word -= 1)
    if ((a[word] ?? 0) !== (b[word] ?? 0)) return false;
  return true;
};
