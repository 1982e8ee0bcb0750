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

/** Puts all numbers of another set into a set that has room for them. */
export const addBits = (bits: Bits, others: Bits): void => {
  for (let word = 0; word < others.length; word += 1) bits[word] = (bits[word] ?? 0) | (others[word] ?? 0);
};

/** Numbers of a set, rising. */
export function* bitsOf(bits: Bits): Generator<number> {
  for (let word = 0; word < bits.length; word += 1)
    for (let rest = bits[word] ?? 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0)
      yield word * 32 + (31 - Math.clz32((rest & -rest) >>> 0));
}
