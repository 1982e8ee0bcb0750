/** What is known of a list that never changes, or is worked out now and kept as long as the list is. */
export function onceOf<K extends object, V>(known: WeakMap<K, V>, list: K, make: () => V): V {
  const value = known.get(list) ?? make();
  known.set(list, value);
  return value;
}
