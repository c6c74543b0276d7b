import type { EpochMs } from "../kernel/clock.ts";

/** A byte position in the log: strictly growing, never reused, exact in a double. */
export type LogOffset = number;

/** One record as it was appended. Records are never split and never reordered. */
export interface LogEntry {
  readonly offset: LogOffset;
  /** The offset of the record behind this one. */
  readonly next: LogOffset;
  readonly payload: Uint8Array;
}

/**
 * The writing side of the event log: the only copy of an acknowledged event until it is loaded.
 * Two implementations are meant to run the contract suite `event-log.contract.ts`: disk and Kafka.
 */
export interface EventLog {
  /** Random, made with the log, kept for its life: makes load tokens unique among logs that share a store. */
  readonly id: string;
  /**
   * Appends one record; resolves with the offset behind it once it is durable. Concurrent appends
   * share one flush. Rejects with `FailureError` (`log_full`, `log_unavailable`, `shutting_down`);
   * then the record may or may not be in the log and the sender has to send it again.
   */
  append(payload: Uint8Array): Promise<LogOffset>;
  /** Everything below this offset is durable and may be read. */
  durableEnd(): LogOffset;
  /**
   * Ends the segment that is written, so that `trim` can free everything appended before the call, and
   * returns the offset behind all of that.
   */
  seal(): Promise<LogOffset>;
  /** Lets go of records below `before`; storage is freed in whole segments. */
  trim(before: LogOffset): Promise<void>;
  status(): LogStatus;
  /** Refuses new appends, flushes those under way, closes. Idempotent. */
  close(): Promise<void>;
}

/**
 * The reading side, for the loader; may live in another thread or process than the writer, and is
 * told by it how far the log is durable.
 */
export interface EventLogReader {
  /** The first offset that is still there. */
  start(): Promise<LogOffset>;
  /**
   * The records from `from` on, at most up to `until`, at least one if there is one, at most about
   * `bytesMax` bytes. `next` is where to go on; it skips damaged ranges, which are in `damage`.
   */
  read(from: LogOffset, until: LogOffset, bytesMax: number): Promise<LogChunk>;
  close(): Promise<void>;
}

export interface LogChunk {
  readonly entries: readonly LogEntry[];
  readonly next: LogOffset;
  readonly damage: readonly LogDamage[];
}

/** A range of the log that fails its checksum although it was once written. */
export interface LogDamage {
  readonly from: LogOffset;
  readonly to: LogOffset;
  /** Where the damaged bytes were set aside, for people; empty if none are left. */
  readonly savedAs: string;
  readonly reason: string;
}

export interface LogStatus {
  /**
   * `open`: takes appends. `full`: at its limit, answers `log_full` until `trim` frees space.
   * `failed`: the disk refuses writes; every append tries again to reopen. `closed`: after `close`.
   */
  readonly mode: "open" | "full" | "failed" | "closed";
  readonly bytes: number;
  readonly segments: number;
  readonly start: LogOffset;
  readonly end: LogOffset;
  /** Why the log is full or its last write failed, in words that say what to do; empty while all is well. */
  readonly problem: string;
  readonly lastFlushAt: EpochMs;
  readonly flushes: number;
  readonly appends: number;
}
