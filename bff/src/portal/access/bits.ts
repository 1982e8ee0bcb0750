/** A set of small numbers, one bit each; every permission has one for ever. */
export type Bits = Uint32Array<ArrayBuffer>;

/** An empty set with room for numbers below `size`. */
export const emptyBits = (size: number): Bits => new Uint32Array(Math.ceil(size / 32));

/** True when a number is in the set. */
export const hasBit = (bits: Bits, bit: number): boolean => (((bits[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;

/** Puts a number into a set that has room for it. */
export const addBit = (bits: Bits, bit: number): void => {
  bits[bit >>> 5] = (bits[bit >>> 5] ?? 0) | (1 << (bit & 31));
};

/** Words of a set from the first to the last that is not empty. */
export interface Stretch {
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** Where the numbers of a set are. */
export const stretchOf = (bits: Bits): Stretch => ({
  from: Math.max(
    0,
    bits.findIndex((word) => word !== 0),
  ),
  to: bits.findLastIndex((word) => word !== 0) + 1,
});

/** Puts all numbers of another set into a set that has room for them. */
export const addBits = (bits: Bits, others: Bits, { from, to }: Stretch = { from: 0, to: others.length }): void => {
  for (let word = from; word < to; word += 1) bits[word] = (bits[word] ?? 0) | (others[word] ?? 0);
};

/** Takes all numbers of another set out of a set. */
export const takeBits = (bits: Bits, others: Bits): void => {
  for (let word = 0; word < bits.length; word += 1) bits[word] = (bits[word] ?? 0) & ~(others[word] ?? 0);
};

/** Takes what two sets have in common out of both; null when that is nothing. */
export function takeCommon(a: Bits, b: Bits): Bits | null {
  let common: Bits | null = null;
  for (let word = 0; word < a.length; word += 1) {
    const both = (a[word] ?? 0) & (b[word] ?? 0);
    if (both === 0) continue;
    common ??= new Uint32Array(a.length);
    common[word] = both;
    a[word] = (a[word] ?? 0) & ~both;
    b[word] = (b[word] ?? 0) & ~both;
  }
  return common;
}

/** True when a set is not empty. */
export function hasAny(bits: Bits): boolean {
  for (let word = 0; word < bits.length; word += 1) if (bits[word] !== 0) return true;
  return false;
}

/** Calls with every number of a set, rising. */
export function eachBit(bits: Bits, visit: (bit: number) => void): void {
  for (let word = 0; word < bits.length; word += 1)
    for (let rest = bits[word] ?? 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0)
      visit(word * 32 + (31 - Math.clz32((rest & -rest) >>> 0)));
}

/** Numbers of a set, rising. */
export function bitsOf(bits: Bits): number[] {
  const numbers: number[] = [];
  eachBit(bits, (bit) => numbers.push(bit));
  return numbers;
}
