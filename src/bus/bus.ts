import type { CountedTry } from "./failure-count.ts";

/**
 * What processes that serve the same projects keep together for a moment: the buckets of rate limits, and the
 * failures of those who guess. Nothing on the bus is worth more than an hour; events and settings live elsewhere. In one process it
 * is memory, among several it is Redis; both run the contract suite `bus.contract.ts`.
 */
export interface Bus {
  /**
   * Takes one token out of a bucket, or tells when there will be one again. However many ask at the same
   * moment, never more are admitted than there are tokens. Answers at once where the bucket lies in this
   * process, so that a limit in front of every event costs no turn of the event loop. Never fails.
   */
  take(bucket: BucketName, limit: BucketLimit): Taken | Promise<Taken>;
  /**
   * Counts a try as failed in every count, or gives after how many milliseconds to come again: then it is
   * counted in none. 0: go on. However many try at the same moment, never more go on than are free. Never fails.
   */
  countTry(tries: readonly CountedTry[]): number | Promise<number>;
  /** A try that was counted has not failed: some counts are forgotten, and others only get it back. Never fails. */
  forgive(forgotten: readonly CountedTry[], givenBack: readonly CountedTry[]): void | Promise<void>;
  status(): BusStatus;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Which bucket: what is limited, and whose it is. Buckets of a family share one bound on their number. */
export interface BucketName {
  /** One of few, such as `key-read`; letters and dashes. */
  readonly family: string;
  readonly id: string;
}

/**
 * A bucket holds `tokens` when it is full, and fills evenly: as many again in each `windowMs`. So a burst of
 * `tokens` is admitted at once, and in the long run `tokens` for each window. Both are whole numbers from 1 on.
 */
export interface BucketLimit {
  readonly tokens: number;
  readonly windowMs: number;
}

export interface Taken {
  readonly isAdmitted: boolean;
  /** Whole tokens that are left. */
  readonly remaining: number;
  /** Until there is a token again; 0 when there still is one. */
  readonly retryAfterMs: number;
  /** Until the bucket is full again. */
  readonly fullAfterMs: number;
}

export interface BusStatus {
  /** `alone`: the others cannot be reached, so this process counts for itself. */
  readonly mode: "in_process" | "shared" | "alone";
  /** Why it is alone; empty otherwise. */
  readonly problem: string;
}
