import type { EpochMs } from "../kernel/clock.ts";
import type { BucketLimit, Taken } from "./bus.ts";

/**
 * A bucket as two whole numbers. What is used of it is counted in parts of a token of which a token has
 * `windowMs` and a millisecond brings back `tokens`, so nothing is ever rounded: the hundredth
 * token is there and the hundred-and-first is not. The script in `redis/take-script.ts` does the same sums.
 */
export interface BucketState {
  /** In parts of a token; 0 is full. */
  readonly used: number;
  readonly at: EpochMs;
  /** The parts of a token follow from the window, so a bucket of another window is a new one. */
  readonly windowMs: number;
}

/** Takes one token, if there is one. A clock that goes back brings nothing and takes nothing. */
export function takeToken(
  before: BucketState | undefined,
  limit: BucketLimit,
  now: EpochMs,
): { readonly taken: Taken; readonly after: BucketState } {
  const { tokens, windowMs } = limit;
  const known = before?.windowMs === windowMs ? before : { used: 0, at: now, windowMs };
  const at = Math.max(known.at, now);
  const free = Math.max(0, known.used - (at - known.at) * tokens);
  const isAdmitted = free + windowMs <= tokens * windowMs;
  const used = isAdmitted ? free + windowMs : free;
  return { taken: describeTaken(isAdmitted, used, limit), after: { used, at, windowMs } };
}

export function describeTaken(isAdmitted: boolean, used: number, { tokens, windowMs }: BucketLimit): Taken {
  const missing = used + windowMs - tokens * windowMs;
  return {
    isAdmitted,
    remaining: Math.max(0, Math.floor((tokens * windowMs - used) / windowMs)),
    retryAfterMs: Math.max(0, Math.ceil(missing / tokens)),
    fullAfterMs: Math.ceil(used / tokens),
  };
}
