import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Enrich } from "../enrich/pipeline.ts";
import { decodeRecord } from "../event/decode-record.ts";
import type { Event, EventDraft, RequestContext } from "../event/event.ts";
import type { EventRecord } from "../event/record.ts";
import { type Rejection, filterReasons, rejectReasons } from "../event/verdict.ts";
import { systemClock } from "../kernel/clock.ts";
import { failure } from "../kernel/errors.ts";
import { type LogFacts, type Logger, silentLogger } from "../kernel/logger.ts";
import { err, ok } from "../kernel/result.ts";
import { openDiskEventLogReader } from "../log/disk/disk-event-log-reader.ts";
import { type DiskEventLog, openDiskEventLog } from "../log/disk/disk-event-log.ts";
import { Intake } from "./intake.ts";

const now = 1_700_000_000_000;

let folder: string;
let log: DiskEventLog;
let intake: Intake;
let warnings: string[];

/** Room for so many more events; what was set aside and became of it. */
const quota = {
  left: Number.POSITIVE_INFINITY,
  settled: [] as [project: string, events: number, isAccepted: boolean][],
  hold(_project: string, events: number) {
    if (events > quota.left) return err(failure("quota_exceeded"));
    return ok(quota.left !== Number.POSITIVE_INFINITY);
  },
  settle(...settled: [project: string, events: number, isAccepted: boolean]) {
    quota.settled.push(settled);
  },
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-intake-"));
  quota.left = Number.POSITIVE_INFINITY;
  quota.settled = [];
  await open(1 << 26);
});

afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a quota", () => {
  test("that is not there is told nothing", async () => {
    await accept([draft("a")]);
    expect(quota.settled).toEqual([]);
  });

  test("takes a request whole or not at all, and a refused one leaves nothing behind", async () => {
    quota.left = 1;
    const refused = await intake.accept(context(), [draft("a"), rejection("too_long"), draft("b")]);
    expect(refused).toMatchObject({ ok: false, error: { code: "quota_exceeded" } });
    expect(await readLog()).toEqual([]);
    await accept([draft("a"), rejection("too_long")]);
    expect(await readLog()).toHaveLength(1);
    expect(quota.settled).toEqual([["p", 1, true]]);
  });

  test("has its room back when the log did not take the events", async () => {
    quota.left = 1;
    await log.close();
    expect(await intake.accept(context(), [draft("a")])).toMatchObject({ ok: false });
    expect(quota.settled).toEqual([["p", 1, false]]);
  });

  test("is not asked about events that are not taken", async () => {
    quota.left = 0;
    const receipt = await accept([rejection("too_long")]);
    expect(receipt.rejected).toHaveLength(1);
  });
});

describe("a request", () => {
  test("becomes one record, and its events are acknowledged once that is durable", async () => {
    const receipt = await accept([draft("a"), draft("b")]);
    expect(receipt).toEqual({
      accepted: [
        { index: 0, event_id: "id of a" },
        { index: 1, event_id: "id of b" },
      ],
      rejected: [],
      filtered: [],
    });
    const records = await readLog();
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ received_at: now, project_id: "p", untaken: [] });
    expect(
      records[0]!.events.map(({ time, resendable, event_id, visitor_id, session_id }) => [
        time,
        resendable,
        event_id,
        visitor_id,
        session_id,
      ]),
    ).toEqual([
      [7, false, "id of a", "v", "s"],
      [7, false, "id of b", "v", "s"],
    ]);
    expect(JSON.parse(records[0]!.events[0]!.row)).toMatchObject({
      event_id: "id of a",
      name: "a",
      properties: { n: 1 },
    });
  });

  test("with good and bad events is answered for each by its place in the request", async () => {
    const receipt = await accept([
      rejection("too_long"),
      draft("a"),
      draft("filter me"),
      draft("reject me"),
      rejection("too_long"),
      draft("b", { event_id: "mine" }),
      rejection("too_deep"),
    ]);
    expect(receipt.accepted).toEqual([
      { index: 1, event_id: "id of a" },
      { index: 5, event_id: "mine" },
    ]);
    expect(receipt.rejected.map(({ index, code, field, message }) => [index, code, field, message])).toEqual([
      [0, "too_long", "name", "no"],
      [3, "time_out_of_range", "time", "too far ahead"],
      [4, "too_long", "name", "no"],
      [6, "too_deep", "name", "no"],
    ]);
    expect(receipt.filtered).toEqual([{ index: 2, reason: "do_not_track" }]);
  });

  test("of a project that was deleted meanwhile is refused, and nothing of it is logged", async () => {
    const before = log.status().end;
    const refused = await intake.accept({ ...context(), project_id: "deleted" }, [draft("a")]);
    expect(refused).toMatchObject({ ok: false, error: { code: "not_found", field: "project" } });
    expect(log.status().end).toBe(before);
  });

  test("has the counts of what was not taken in its record, by reason", async () => {
    await accept([
      rejection("too_long"),
      draft("reject me"),
      draft("a"),
      rejection("too_long"),
      draft("filter me"),
    ]);
    const [record] = await readLog();
    expect(record!.untaken).toEqual([
      { verdict: "rejected", reason: rejectReasons.indexOf("too_long"), count: 2 },
      { verdict: "rejected", reason: rejectReasons.indexOf("time_out_of_range"), count: 1 },
      { verdict: "filtered", reason: filterReasons.indexOf("do_not_track"), count: 1 },
    ]);
    expect(record!.events).toHaveLength(1);
  });

  test("of which nothing is taken is answered without waiting for the disk, and counted all the same", async () => {
    const receipt = await accept([rejection("missing_field"), draft("filter me")]);
    expect(receipt.accepted).toEqual([]);
    expect(receipt.rejected).toHaveLength(1);
    await log.close();
    const [record] = await readLog();
    expect(record!.events).toEqual([]);
    expect(record!.untaken.map(({ count }) => count)).toEqual([1, 1]);
  });

  test("of no events at all leaves nothing in the log", async () => {
    expect(await accept([])).toEqual({ accepted: [], rejected: [], filtered: [] });
    await log.close();
    expect(await readLog()).toEqual([]);
  });

  test("marks the events whose id came from the sender, because those may come again", async () => {
    await accept([draft("a", { event_id: "mine" }), draft("b")]);
    const [record] = await readLog();
    expect(record!.events.map(({ resendable }) => resendable)).toEqual([true, false]);
  });

  test("of a thousand events is one record in their order", async () => {
    const receipt = await accept(Array.from({ length: 1_000 }, (_, index) => draft(`e${index}`)));
    expect(receipt.accepted.map(({ index }) => index)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index),
    );
    const records = await readLog();
    expect(records).toHaveLength(1);
    expect(records[0]!.events.at(-1)!.event_id).toBe("id of e999");
  });

  test("knows nothing of the requests beside it", async () => {
    const receipts = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        accept([draft(`r${index}`), rejection("too_deep")], { project_id: `p${index}` }),
      ),
    );
    for (const [index, receipt] of receipts.entries())
      expect(receipt.accepted).toEqual([{ index: 0, event_id: `id of r${index}` }]);
    const records = await readLog();
    expect(records).toHaveLength(50);
    for (const record of records) {
      expect(record.events).toHaveLength(1);
      expect(record.events[0]!.event_id).toBe(`id of r${record.project_id.slice(1)}`);
    }
  });
});

test("the next batch has its turn when the log has flushed the record, or refused it", async () => {
  const flushes: { resolve(end: number): void; reject(cause: Error): void }[] = [];
  const slow: Pick<DiskEventLog, "append"> = {
    append: () => new Promise((resolve, reject) => flushes.push({ resolve, reject })),
  };
  const { turns, ...waiting } = intakeThatWaits(slow as DiskEventLog);
  const first = waiting.accept("a");
  const second = turns.take({ bytes: 1, onWait: () => {} }, () => waiting.accept("b"));
  const third = turns.take({ bytes: 1, onWait: () => {} }, () => waiting.accept("c"));
  expect(flushes).toHaveLength(1);
  flushes[0]!.resolve(1);
  expect((await first).ok).toBe(true);
  await Bun.sleep(0);
  expect(flushes).toHaveLength(2);
  flushes[1]!.reject(new Error("no"));
  expect((await second).ok).toBe(false);
  await Bun.sleep(0);
  expect(flushes).toHaveLength(3);
  flushes[2]!.resolve(2);
  expect((await third).ok).toBe(true);
});

describe("when the log cannot take the record", () => {
  test("because it is full, the failure says so and when to come back, and nothing is acknowledged", async () => {
    await reopen(4_096);
    const failed = await intake.accept(context(), [draft("x".repeat(5_000))]);
    expect(failed).toMatchObject({ ok: false, error: { code: "log_full" } });
    expect(failed.ok ? undefined : failed.error.retryAfterSeconds).toBeGreaterThan(0);
    expect(await readLog()).toEqual([]);
  });

  test("because it is closed, the failure says so", async () => {
    await log.close();
    expect(await intake.accept(context(), [draft("a")])).toMatchObject({
      ok: false,
      error: { code: "shutting_down" },
    });
  });

  test("for a reason that it does not name, the failure is that of a log that cannot be written", async () => {
    const cause = new TypeError("unexpected");
    const broken: Pick<DiskEventLog, "append"> = { append: () => Promise.reject(cause) };
    const failed = await intakeOver(broken as DiskEventLog).accept(context(), [draft("a")]);
    expect(failed).toMatchObject({ ok: false, error: { code: "log_unavailable" } });
    expect(failed.ok ? undefined : failed.error.cause).toBe(cause);
  });

  test("good and bad events of a batch fail together: a resend of all of it is right", async () => {
    await log.close();
    const failed = await intake.accept(context(), [rejection("too_long"), draft("a"), draft("filter me")]);
    expect(failed.ok).toBe(false);
  });

  test("and there was nothing to acknowledge, the rejections are answered and the lost counts logged", async () => {
    await log.close();
    const receipt = await accept([rejection("too_long")]);
    expect(receipt.rejected).toHaveLength(1);
    await Bun.sleep(0);
    expect(warnings).toEqual(["counts of untaken events were not logged"]);
  });

  test("acknowledgements wait for the disk", async () => {
    let isDurable = false;
    const slow: Pick<DiskEventLog, "append"> = {
      append: async (payload) => {
        const end = await log.append(payload);
        await Bun.sleep(20);
        isDurable = true;
        return end;
      },
    };
    const accepted = await intakeOver(slow as DiskEventLog).accept(context(), [draft("a")]);
    expect(accepted.ok).toBe(true);
    expect(isDurable).toBe(true);
  });
});

/** Names the event by its draft; refuses and drops by name. */
const enrich: Enrich = (given, { project_id, received_at }) => {
  if (given.name === "filter me") return { kind: "drop", reason: "do_not_track" };
  if (given.name === "reject me") {
    return {
      kind: "reject",
      rejection: { code: "time_out_of_range", field: "time", message: "too far ahead" },
    };
  }
  const known = {
    project_id,
    received_at,
    time: 7,
    name: given.name,
    visitor_id: "v",
    session_id: "s",
    source: "platform",
  };
  const event_id = given.event_id ?? `id of ${given.name}`;
  const event = {
    ...known,
    event_id,
    is_bot: false,
    value: null,
    properties: given.properties,
  } as unknown as Event;
  return { kind: "ok", event, resendable: given.event_id !== undefined, redactions: [] };
};

async function open(bytesMax: number): Promise<void> {
  const limits = { bytesMax, diskShareMax: 1, segmentBytesMax: bytesMax };
  log = await openDiskEventLog({ folder, clock: systemClock, logger: silentLogger, limits });
  intake = intakeOver(log);
}

async function reopen(bytesMax: number): Promise<void> {
  await log.close();
  await open(bytesMax);
}

/** A single record is as much as may be on its way to the disk. */
function intakeThatWaits(over: DiskEventLog) {
  const limits = { ...turnLimits, unflushedBytesMax: 1 };
  const narrow = new Intake({ log: over, enrich, quota, isThere, logger: silentLogger, limits });
  return { turns: narrow.turns, accept: (name: string) => narrow.accept(context(), [draft(name)]) };
}

const isThere = (project: string) => project !== "deleted";
const turnLimits = { unflushedBytesMax: 1 << 20, waitingBytesMax: 1 << 20 };

function intakeOver(over: DiskEventLog): Intake {
  warnings = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (message: string, _facts?: LogFacts) => void warnings.push(message),
  };
  return new Intake({ log: over, enrich, quota, isThere, logger, limits: turnLimits });
}

async function accept(drafts: readonly (EventDraft | Rejection)[], given: Partial<RequestContext> = {}) {
  const accepted = await intake.accept({ ...context(), ...given }, drafts);
  if (!accepted.ok) throw new Error(accepted.error.code);
  return accepted.value;
}

function draft(name: string, given: Partial<EventDraft> = {}): EventDraft {
  return { name, properties: { n: 1 }, ...given };
}

function rejection(code: Rejection["code"]): Rejection {
  return { code, field: "name", message: "no" };
}

function context(): RequestContext {
  const nowhere = { country: "", region: "", city: "", do_not_track: false };
  return { project_id: "p", source: "platform", received_at: now, ip: "", user_agent: "", ...nowhere };
}

/** Everything that is durable, as the loader would read it. */
async function readLog(): Promise<EventRecord[]> {
  const reader = await openDiskEventLogReader({ folder });
  try {
    const { entries, damage } = await reader.read(await reader.start(), log.durableEnd(), 1 << 26);
    expect(damage).toEqual([]);
    return entries.map(({ payload }) => {
      const { events, ...rest } = decodeRecord(payload);
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      const read = events.map(({ event_id, visitor_id, session_id, row, ...plain }) => ({
        ...plain,
        event_id: text(event_id),
        visitor_id: text(visitor_id),
        session_id: text(session_id),
        row: text(row),
      }));
      return { ...rest, events: read };
    });
  } finally {
    await reader.close();
  }
}
