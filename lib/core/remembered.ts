/** What `make` makes of a key, made once: the same few are asked for again and again. Forgets all when there are too many. */
export function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: (key: Key) => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size > 50_000) known.clear();
  const value = make(key);
  known.set(key, value);
  return value;
}
