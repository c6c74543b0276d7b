import { type EpochMs, minuteMs, secondMs } from "../kernel/clock.ts";
import type { BucketName } from "./bus.ts";

/**
 * Failures of one kind by one party. Past the free ones each buys a wait, 15 seconds first, then twice as long
 * each time, up to a quarter of an hour, so nobody is locked out for longer; after an hour of rest all is
 * forgotten. The scripts in `redis/failure-scripts.ts` do the same sums.
 */
export interface FailureCount {
  readonly count: number;
  readonly lastAt: EpochMs;
}

/** What a try counts against: whose failures, and how many are free. */
export interface CountedTry extends BucketName {
  readonly free: number;
}

export const firstWaitMs = 15 * secondMs;
export const waitMsMax = 15 * minuteMs;
export const failureMemoryMs = 60 * minuteMs;

export function waitMsOf(known: FailureCount | undefined, free: number, now: EpochMs): number {
  const failures = remembered(known, now);
  if (failures === null || failures.count < free) return 0;
  const waitMs = Math.min(waitMsMax, firstWaitMs * 2 ** (failures.count - free));
  return Math.max(0, failures.lastAt + waitMs - now);
}

export function oneMore(known: FailureCount | undefined, now: EpochMs): FailureCount {
  return { count: (remembered(known, now)?.count ?? 0) + 1, lastAt: now };
}

/** Null: there is nothing left to remember. */
export function oneLess(known: FailureCount | undefined, now: EpochMs): FailureCount | null {
  const failures = remembered(known, now);
  return failures === null || failures.count <= 1 ? null : { ...failures, count: failures.count - 1 };
}

function remembered(known: FailureCount | undefined, now: EpochMs): FailureCount | null {
  return known === undefined || now - known.lastAt > failureMemoryMs ? null : known;
}
