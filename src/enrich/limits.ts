/**
 * The limits of enrichment alone; those that senders meet are in kernel/limits.ts. A cache holds at
 * most `entries` × `key chars` × 2 bytes of keys, and no key outlives one pass through twice as many.
 */
export const enrichLimits = {
  /** A large site sees some thousand user agents a day, and about as many referrers. */
  cacheEntriesMax: 10_000,
  /** Visitors without any id who are active at the same time; each costs a hash of 3 µs when forgotten. */
  visitorCacheEntriesMax: 50_000,
  /** Longer keys are attacks or one-offs: they are computed each time, so that memory stays bounded. */
  cacheKeyCharsMax: 512,
  /** Browsers stay below 400; the parser reads no further than 500, and its patterns cost time per character. */
  userAgentCharsMax: 500,
  /** The longest bot name in use has 40 characters. */
  botNameCharsMax: 64,
  /** DNS allows no longer name. */
  domainCharsMax: 253,
  /** The longest official place name has 85 letters; a region or city beyond that is not one. */
  placeCharsMax: 100,
} as const;
