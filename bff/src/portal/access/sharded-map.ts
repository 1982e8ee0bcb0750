const SHARDS = 1024;

/** Ids end in what tells them apart. */
const shardOf = (key: string): number => {
  let hash = 0;
  for (let index = Math.max(0, key.length - 6); index < key.length; index += 1)
    hash = Math.imul(hash ^ key.charCodeAt(index), 16777619);
  return (hash >>> 8) % SHARDS;
};

/** A map that never changes and whose changed copy is cheap: a copy shares every shard without a change. */
export class ShardedMap<V> {
  readonly #shards: readonly (ReadonlyMap<string, V> | undefined)[];

  private constructor(shards: readonly (ReadonlyMap<string, V> | undefined)[]) {
    this.#shards = shards;
  }

  /** Makes a map of entries; a later entry of a key wins. */
  static of<V>(entries: Iterable<readonly [string, V | undefined]>): ShardedMap<V> {
    return new ShardedMap<V>([]).with(entries);
  }

  get(key: string): V | undefined {
    return this.#shards[shardOf(key)]?.get(key);
  }

  /** All values, in no particular order. */
  *values(): Generator<V> {
    for (const shard of this.#shards) if (shard) yield* shard.values();
  }

  /** A copy with these entries set, or removed where the value is undefined. */
  with(entries: Iterable<readonly [string, V | undefined]>): ShardedMap<V> {
    const shards = [...this.#shards];
    const fresh: (Map<string, V> | undefined)[] = [];
    for (const [key, value] of entries) {
      const at = shardOf(key);
      const shard = fresh[at] ?? (fresh[at] = new Map(shards[at]));
      if (value === undefined) shard.delete(key);
      else shard.set(key, value);
    }
    for (const [at, shard] of fresh.entries()) if (shard) shards[at] = shard;
    return new ShardedMap(shards);
  }
}
