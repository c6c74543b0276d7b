/** Milliseconds since 1970-01-01T00:00:00Z. Every time inside Tidemark has this unit. */
export type EpochMs = number;

/** An IANA time zone name, such as `Europe/Berlin` or `UTC`, already checked against the runtime. */
export type IanaZone = string;

/** Where the present comes from. A parameter everywhere, so that tests own the time. */
export interface Clock {
  now(): EpochMs;
}

export const systemClock: Clock = { now: () => Date.now() };

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
