export interface RememberLimits {
  readonly entriesMax: number;
  readonly keyCharsMax: number;
}

/**
 * A pure function of one text, remembering its recent answers. There are two generations: what is
 * asked for moves to the young one; when that is full it becomes the old one, and the old one goes.
 * That keeps what is used, is bounded, and costs one map look-up where an LRU list costs several writes.
 */
export function rememberRecent<Value extends {}>(
  compute: (key: string) => Value,
  limits: RememberLimits,
): (key: string) => Value {
  const generationEntriesMax = Math.max(1, Math.floor(limits.entriesMax / 2));
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  return (key) => {
    const known = young.get(key);
    if (known !== undefined) return known;
    if (key.length > limits.keyCharsMax) return compute(key);
    const value = old.get(key) ?? compute(key);
    if (young.size >= generationEntriesMax) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
    return value;
  };
}
