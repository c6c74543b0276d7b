import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";

/**
 * A log record: what one request brought to one project. The few fields that the loader decides by
 * are binary, so that it never parses JSON; each event's row is the JSON text that goes into the
 * store as it is. Counts of rejected and filtered events ride along, so that the counters are as
 * durable and as exactly-once as the events.
 *
 *     u8 version | f64 receivedAt | text16 project
 *     u8 n, n × (u8 kind, u8 reason, u32 count)        events that were not taken, parts that were removed
 *     u32 events, each: f64 time | u8 flags | text16 event id | text16 visitor | text16 session | text32 row
 *
 * Integers are little endian; textN is a length of N bits and that many bytes of UTF-8.
 */
export interface EventRecord {
  readonly received_at: EpochMs;
  readonly project_id: ProjectId;
  readonly untaken: readonly UntakenCount[];
  readonly events: readonly RecordedEvent[];
}

export interface UntakenCount {
  /** `redacted` counts parts that were removed from events that were taken. */
  readonly verdict: "rejected" | "filtered" | "redacted";
  /** Index into `rejectReasons`, `filterReasons` or `redactionReasons`. */
  readonly reason: number;
  readonly count: number;
}

export interface RecordedEvent {
  readonly time: EpochMs;
  /** The id came from the sender, so the event may come again and is looked up for duplicates. */
  readonly resendable: boolean;
  readonly event_id: string;
  readonly visitor_id: string;
  /** The client's session id or the empty string. */
  readonly session_id: string;
  /** The JSON object of the event's row without `session_id` and `seq`, which the loader adds. */
  readonly row: string;
}

/** Stored as their place in this list. */
export const untakenKinds = ["rejected", "filtered", "redacted"] as const;

/** The first byte of every record. */
export const recordVersion = 1;
/** Of the lengths before texts. */
export const length16Bytes = 2;
export const length32Bytes = 4;
