/** A pure function that is asked of the same values again and again, and reckons each once. */
export function remembering<Key extends object, Value>(
  reckon: (key: Key) => Value,
): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found.value;
    const value = reckon(key);
    known.set(key, { value });
    return value;
  };
}
