import { addBit, addBits, bitsOf, emptyBits, type Bits } from './bits.ts';

// Roles are numbered for the life of the process, so that sets stay comparable whatever changes.
const numbers = new Map<string, number>();
const roleIds: string[] = [];

function numberOf(roleId: string): number {
  const known = numbers.get(roleId);
  if (known !== undefined) return known;
  const number = roleIds.push(roleId) - 1;
  numbers.set(roleId, number);
  return number;
}

const keyOf = (bits: Bits): string => {
  let words = bits.length;
  while (words > 0 && bits[words - 1] === 0) words -= 1;
  return String.fromCharCode(...new Uint16Array(bits.buffer, 0, words * 2));
};

/** Some roles. Never changes. */
export class RoleSet {
  /** The same text for the same roles. */
  readonly key: string;
  readonly #bits: Bits;

  private constructor(bits: Bits) {
    this.#bits = bits;
    this.key = keyOf(bits);
  }

  /** The set of these roles. */
  static of(ids: Iterable<string>): RoleSet {
    const wanted = Array.from(ids, numberOf);
    const bits = emptyBits(numbers.size);
    for (const number of wanted) addBit(bits, number);
    return new RoleSet(bits);
  }

  /** Both sets together. */
  with(other: RoleSet): RoleSet {
    const bits = emptyBits(numbers.size);
    addBits(bits, this.#bits);
    addBits(bits, other.#bits);
    return new RoleSet(bits);
  }

  /** True when some role is in both. */
  meets(other: RoleSet): boolean {
    return this.#bits.some((word, at) => (word & (other.#bits[at] ?? 0)) !== 0);
  }

  /** Ids of the roles. */
  *ids(): Generator<string> {
    for (const number of bitsOf(this.#bits)) yield roleIds[number] ?? '';
  }
}
