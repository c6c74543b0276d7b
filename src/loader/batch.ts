import { type EventView, type RecordView, decodeRecord } from "../event/decode-record.ts";
import type { UntakenCount } from "../event/record.ts";
import { filterReasons, redactionReasons, rejectReasons } from "../event/verdict.ts";
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { LogEntry, LogOffset } from "../log/event-log.ts";
import { type CounterDelta, CounterTally } from "./counters.ts";
import type { DedupeIndex } from "./dedupe/dedupe-index.ts";
import type { Fingerprinter } from "./dedupe/fingerprint.ts";
import { RowWriter } from "./row-writer.ts";
import type { Session, Sessionizer } from "./sessions/sessionizer.ts";

/**
 * Turns log records into one load batch: read ▸ dedupe ▸ sessionize ▸ rows. Everything here follows
 * from the records and the loader's state alone (no clock, no chance), so that a batch that has to
 * be built again after a crash comes out the same.
 */
export function buildBatch(
  parts: BatchParts,
  boundaries: BatchBoundaries,
  entries: readonly LogEntry[],
): LoadBatch {
  const tally = new CounterTally();
  const fresh: FreshEvent[] = [];
  const fingerprints: number[] = [];
  let receivedTo = 0;
  for (const entry of entries) {
    const record = decodeRecord(entry.payload);
    receivedTo = Math.max(receivedTo, record.received_at);
    if (parts.leftOut.has(record.project_id)) continue;
    tallyUntaken(tally, record);
    for (const event of record.events) {
      if (isDuplicate(parts, record, event, fingerprints)) tally.count(record.project_id, "duplicate", "", 1);
      else fresh.push({ event, record, seq: boundaries.seq + fresh.length });
    }
  }
  for (const { record } of fresh) tally.count(record.project_id, "stored", "", 1);
  return {
    ...boundaries,
    nextSeq: boundaries.seq + fresh.length,
    rows: writeRows(parts.sessionizer, fresh),
    counts: tally.deltas(),
    fingerprints: new Uint8Array(Uint32Array.from(fingerprints).buffer),
    spans: parts.sessionizer.table.takeChanges(),
    receivedTo,
  };
}

export interface BatchParts {
  readonly dedupe: DedupeIndex;
  readonly fingerprinter: Fingerprinter;
  readonly sessionizer: Sessionizer;
  readonly leftOut: ReadonlySet<ProjectId>;
}

export interface BatchBoundaries {
  readonly batch: number;
  readonly from: LogOffset;
  readonly to: LogOffset;
  /** Sequence number of the batch's first stored event. */
  readonly seq: number;
}

export interface LoadBatch extends BatchBoundaries {
  readonly nextSeq: number;
  readonly rows: BatchRows;
  readonly counts: readonly CounterDelta[];
  readonly fingerprints: Uint8Array;
  readonly spans: Uint8Array;
  readonly receivedTo: EpochMs;
}

/** Newline-ended JSON rows in one buffer; `ends[i]` is the offset behind row i. */
export interface BatchRows {
  readonly bytes: Uint8Array;
  readonly ends: Float64Array;
  readonly projects: readonly string[];
}

interface FreshEvent {
  readonly event: EventView;
  readonly record: RecordView;
  readonly seq: number;
}

const reasons: Readonly<Record<UntakenCount["verdict"], readonly string[]>> = {
  rejected: rejectReasons,
  filtered: filterReasons,
  redacted: redactionReasons,
};

function tallyUntaken(tally: CounterTally, record: RecordView): void {
  for (const untaken of record.untaken) {
    const reason = reasons[untaken.verdict][untaken.reason] ?? "unknown";
    tally.count(record.project_id, untaken.verdict, reason, untaken.count);
  }
}

/** Ids made by Tidemark itself cannot come twice; only a sender's ids are remembered. */
function isDuplicate(parts: BatchParts, record: RecordView, event: EventView, added: number[]): boolean {
  if (!event.resendable) return false;
  const fingerprint = parts.fingerprinter.of(`event ${record.project_id}`, event.event_id);
  if (!parts.dedupe.add(fingerprint, record.received_at)) return true;
  added.push(fingerprint[0]!, fingerprint[1]!, fingerprint[2]!, fingerprint[3]!);
  return false;
}

/** Rows lie in the order of arrival; sessions are given in the order of time, so that disorder within a batch does no harm. */
function writeRows(sessionizer: Sessionizer, fresh: readonly FreshEvent[]): BatchRows {
  const sessions: Session[] = Array.from({ length: fresh.length });
  for (const index of orderByTime(fresh)) {
    const { event, record } = fresh[index]!;
    sessions[index] = sessionizer.place(record, event);
  }
  const writer = new RowWriter(
    fresh.reduce((sum, { event }) => sum + event.rowBytes, 0),
    fresh.length,
  );
  for (let index = 0; index < fresh.length; index++) {
    const { event, seq } = fresh[index]!;
    writer.write(event.row, seq, sessions[index]!);
  }
  return { ...writer.finish(), projects: fresh.map(({ record }) => record.project_id) };
}

function orderByTime(fresh: readonly FreshEvent[]): Uint32Array {
  const order = new Uint32Array(fresh.length);
  for (let index = 0; index < order.length; index++) order[index] = index;
  const isSorted = fresh.every((one, index) => index === 0 || fresh[index - 1]!.event.time <= one.event.time);
  return isSorted ? order : order.sort((a, b) => fresh[a]!.event.time - fresh[b]!.event.time || a - b);
}
