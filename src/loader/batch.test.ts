import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { encodeRecord } from "../event/encode-record.ts";
import type { EventRecord, RecordedEvent } from "../event/record.ts";
import { filterReasons, rejectReasons } from "../event/verdict.ts";
import { dayMs, minuteMs } from "../kernel/clock.ts";
import { type BatchParts, type LoadBatch, buildBatch } from "./batch.ts";
import { DedupeIndex } from "./dedupe/dedupe-index.ts";
import { Fingerprinter } from "./dedupe/fingerprint.ts";
import { SessionTable } from "./sessions/session-table.ts";
import { Sessionizer } from "./sessions/sessionizer.ts";
import { unpackSpans } from "./sessions/span.ts";

const start = 1_700_000_000_000;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-batch-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe("a batch", () => {
  test("has its events in the order of arrival, numbered on from the last batch", () => {
    const records = [
      record({ events: [event("b", { time: 5 }), event("a", { time: 3 })] }),
      record({ events: [event("c", { time: 4 })] }),
    ];
    const batch = build(parts(), records, 100);
    expect(rowsOf(batch).map(({ seq, event_id }) => [seq, event_id])).toEqual([
      [100, "b"],
      [101, "a"],
      [102, "c"],
    ]);
    expect(batch.nextSeq).toBe(103);
    expect(batch.rows.projects).toEqual(["p", "p", "p"]);
  });

  test("has an id of the sender's once, within a record, a batch, and after earlier batches", () => {
    const shared = parts();
    const first = build(shared, [
      record({ events: [event("a"), event("a"), event("b")] }),
      record({ events: [event("b")] }),
    ]);
    expect(rowsOf(first).map((row) => row.event_id)).toEqual(["a", "b"]);
    expect(countsOf(first)).toEqual({ "p stored ": 2, "p duplicate ": 2 });
    expect(first.fingerprints.byteLength).toBe(2 * 16);
    const second = build(shared, [record({ events: [event("b"), event("c")] })]);
    expect(rowsOf(second).map((row) => row.event_id)).toEqual(["c"]);
    expect(countsOf(second)).toEqual({ "p stored ": 1, "p duplicate ": 1 });
  });

  test("leaves out a deleted project: no rows, no counts, no ids, and no gap in the numbers", () => {
    const gone = record({
      project_id: "deleted",
      events: [event("a"), event("b")],
      untaken: [{ verdict: "rejected", reason: 0, count: 3 }],
    });
    const batch = build(parts(), [gone, record({ events: [event("a")] }), gone], 100);
    expect(rowsOf(batch).map(({ seq, event_id }) => [seq, event_id])).toEqual([[100, "a"]]);
    expect(countsOf(batch)).toEqual({ "p stored ": 1 });
    expect(batch.fingerprints.byteLength).toBe(16);
    expect([...unpackSpans(batch.spans)]).toHaveLength(1);
  });

  test("has the same id of two projects twice", () => {
    const batch = build(parts(), [
      record({ events: [event("a")] }),
      record({ project_id: "q", events: [event("a")] }),
    ]);
    expect(countsOf(batch)).toEqual({ "p stored ": 1, "q stored ": 1 });
    expect(batch.rows.projects).toEqual(["p", "q"]);
  });

  test("neither looks up nor remembers ids that Tidemark made", () => {
    const made = event("a", { resendable: false });
    const batch = build(parts(), [record({ events: [made, made] })]);
    expect(countsOf(batch)).toEqual({ "p stored ": 2 });
    expect(batch.fingerprints.byteLength).toBe(0);
  });

  test("counts what was not taken, by its reason", () => {
    const untaken: EventRecord["untaken"] = [
      { verdict: "rejected", reason: rejectReasons.indexOf("too_deep"), count: 3 },
      { verdict: "filtered", reason: filterReasons.indexOf("do_not_track"), count: 4 },
      { verdict: "rejected", reason: 200, count: 1 },
    ];
    const batch = build(parts(), [record({ untaken }), record({ untaken })]);
    expect(countsOf(batch)).toEqual({
      "p rejected too_deep": 6,
      "p filtered do_not_track": 8,
      "p rejected unknown": 2,
    });
    expect(batch.rows.bytes.byteLength).toBe(0);
    expect(batch.nextSeq).toBe(0);
  });

  test("of no records at all, as when a range of the log is lost, is empty", () => {
    const batch = build(parts(), []);
    expect(batch).toMatchObject({ nextSeq: 0, counts: [], receivedTo: 0 });
    expect(batch.rows.ends).toHaveLength(0);
  });

  test("gives sessions in the order of time, so that disorder within the batch does no harm", () => {
    const at = (minutes: number) => event(`e${minutes}`, { time: start + minutes * minuteMs });
    // In this order, one by one, 40 would begin a session of its own, 20 join the first, and 0 too.
    const batch = build(parts(), [record({ events: [at(40), at(0)] }), record({ events: [at(20)] })]);
    const rows = rowsOf(batch);
    expect(new Set(rows.map((row) => row.session_id)).size).toBe(1);
    expect(rows.map((row) => row.session_seed)).toEqual([start, start, start]);
    expect([...unpackSpans(batch.spans)]).toMatchObject([{ seed: start, start, end: start + 40 * minuteMs }]);
  });

  test("gives events of the same millisecond their sessions in the order of arrival", () => {
    const first = event("a", { visitor_id: "v", session_id: "s" });
    const second = event("b", { visitor_id: "w", session_id: "s" });
    const rows = rowsOf(build(parts(), [record({ events: [first, second] })]));
    expect(rows.map((row) => row.session_id)).toEqual(["s", "s"]);
  });

  test("knows until when its records were received, however they lie", () => {
    const records = [5, 9, 7].map((received_at) => record({ received_at, events: [] }));
    expect(build(parts(), records).receivedTo).toBe(9);
  });
});

describe("for any records", () => {
  const recorded = fc.record({
    time: fc.nat(300).map((minutes) => start + minutes * minuteMs),
    resendable: fc.boolean(),
    event_id: fc.constantFrom("a", "b", "c", "d", "e"),
    visitor_id: fc.constantFrom("v", "w"),
    session_id: fc.constantFrom("", "s"),
    row: fc.constant('{"a":1}'),
  });
  const untaken = fc.record({
    verdict: fc.constantFrom("rejected" as const, "filtered" as const),
    reason: fc.constant(0),
    count: fc.nat(5),
  });
  const records = fc.array(
    fc.record({
      received_at: fc.nat(1_000),
      project_id: fc.constantFrom("p", "q"),
      untaken: fc.array(untaken, { maxLength: 2 }),
      events: fc.array(recorded, { maxLength: 8 }),
    }),
    { maxLength: 12 },
  );

  test("every event that was received is counted once", () => {
    fc.assert(
      fc.property(records, (given) => {
        const batch = build(parts(), given);
        const untakenTotal = given.flatMap((one) => one.untaken).reduce((sum, { count }) => sum + count, 0);
        const received = given.flatMap((one) => one.events).length + untakenTotal;
        expect(batch.counts.reduce((sum, { count }) => sum + count, 0)).toBe(received);
        const stored = batch.counts
          .filter(({ verdict }) => verdict === "stored")
          .reduce((sum, { count }) => sum + count, 0);
        expect(rowsOf(batch)).toHaveLength(stored);
        expect(batch.nextSeq).toBe(stored);
      }),
      { numRuns: 50 },
    );
  });

  test("the batch that is built again after a crash is the same, byte by byte", () => {
    fc.assert(
      fc.property(records, records, (before, given) => {
        const [one, other] = [parts(), parts()];
        build(one, before);
        build(other, before);
        expect(build(one, given, 10)).toEqual(build(other, given, 10));
      }),
      { numRuns: 30 },
    );
  });
});

function parts(): BatchParts {
  const fingerprinter = new Fingerprinter([1n, 2n]);
  return {
    dedupe: new DedupeIndex({ folder, windowMs: dayMs }),
    fingerprinter,
    sessionizer: new Sessionizer({ fingerprinter, table: new SessionTable(), timeoutMs: 30 * minuteMs }),
    leftOut: new Set(["deleted"]),
  };
}

function build(shared: BatchParts, records: readonly EventRecord[], seq = 0): LoadBatch {
  const entries = records.map((one, index) => ({
    offset: index,
    next: index + 1,
    payload: encodeRecord(one),
  }));
  return buildBatch(shared, { batch: 1, from: 0, to: records.length, seq }, entries);
}

function record(given: Partial<EventRecord>): EventRecord {
  return { received_at: start, project_id: "p", untaken: [], events: [], ...given };
}

function event(event_id: string, given: Partial<RecordedEvent> = {}): RecordedEvent {
  const row = JSON.stringify({ event_id });
  return { time: start, resendable: true, event_id, visitor_id: "v", session_id: "", row, ...given };
}

interface LoadedRow {
  readonly seq: number;
  readonly session_id: string;
  readonly session_seed: number;
  readonly event_id: string;
}

function rowsOf(batch: LoadBatch): LoadedRow[] {
  const lines = Buffer.from(batch.rows.bytes).toString().split("\n").filter(Boolean);
  expect(lines).toHaveLength(batch.rows.ends.length);
  return lines.map((line) => JSON.parse(line) as LoadedRow);
}

function countsOf(batch: LoadBatch): Record<string, number> {
  return Object.fromEntries(
    batch.counts.map(({ project_id, verdict, reason, count }) => [
      `${project_id} ${verdict} ${reason}`,
      count,
    ]),
  );
}
