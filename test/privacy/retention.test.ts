import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type ProjectSettings, projectSettingsSchema } from "../../src/access/project-settings.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { LoaderGate } from "../../src/loader/loader-gate.ts";
import { Retention } from "../../src/privacy/retention.ts";
import { RetentionStore } from "../../src/store/retention/retention-store.ts";
import { type TestStore, startTestStore } from "../../src/store/start-test-store.ts";

/* Each class of data is let go of after its own days, in a real store with its views. */

let box: TestStore;
let now = 0;
let letGoTimes = 0;
let projects: { id: string; settings: ProjectSettings }[] = [];

const today = Date.UTC(2026, 5, 30);
type Work = () => Promise<unknown>;
/** Runs around what is done while the loader is held. */
let around: (work: Work) => Promise<unknown> = (work) => work();

beforeAll(async () => {
  box = await startTestStore();
});
afterAll(() => box.stop());

beforeEach(async () => {
  now = today + 1;
  letGoTimes = 0;
  around = (work) => work();
  projects = [project("p", { events: 90, sessions: 30, aggregates: 365 })];
  for (const table of [...counted, "events_v1", "sessions_v1", "receptions_1d_v1"])
    await box.store.command(`TRUNCATE TABLE ${table}`);
});

const counted = ["events_15m_v1", "dimensions_15m_v1", "visitors_1d_v1"] as const;

function project(id: string, kept: Readonly<Record<string, number | null | string>>) {
  return { id, settings: projectSettingsSchema.parse({ retention: kept }) };
}

function retention(): Retention {
  return new Retention({
    projects: () => projects,
    defaults: { events: 90, sessions: 30, aggregates: null },
    tables: async () => new RetentionStore(box.store),
    loader: {
      holdAll: (_, work) => around(() => work({ forget: async () => {}, leaveOut: async () => {} })) as never,
    },
    alone: (signal, work) => work(signal),
    clock: { now: () => now },
    logger: silentLogger,
    onLetGo: () => letGoTimes++,
  });
}

let seq = 0;

interface Given {
  readonly project?: string;
  readonly time: number;
  readonly receivedAt?: number;
  readonly session?: string;
  readonly seed?: number;
}

async function insert(...events: Given[]): Promise<void> {
  const rows = events.map(
    ({ project: project_id = "p", time, receivedAt = time, session = `s${time}`, seed = time }) => ({
      project_id,
      event_id: `e${++seq}`,
      name: "page_view",
      time,
      received_at: receivedAt,
      seq,
      visitor_id: "ann",
      session_id: session,
      session_seed: seed,
      path: "/",
      properties: {},
    }),
  );
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const inserted = await box.store.insertRows({
    table: "events_v1",
    rows: new TextEncoder().encode(text),
    token: `t${seq}`,
  });
  expect(inserted.ok).toBe(true);
}

/** Times of what is left, as days before today. */
async function left(project_id = "p") {
  const read = async (column: string, table: string) => {
    const rows = await box.select<{ at: number }>(
      `SELECT DISTINCT toUnixTimestamp(toDateTime(${column}, 'UTC')) AS at FROM ${table} WHERE project_id = {project:String} ORDER BY at DESC`,
      { project: project_id },
    );
    return rows.map(({ at }) => Math.ceil((today - at * 1000) / dayMs));
  };
  const [quarters, dimensions, visitors] = await Promise.all([
    read("bucket", "events_15m_v1"),
    read("bucket", "dimensions_15m_v1"),
    read("day", "visitors_1d_v1"),
  ]);
  expect(dimensions).toEqual(quarters);
  expect(visitors).toEqual(quarters);
  return {
    events: await read("time", "events_v1"),
    sessions: await read("ended_at", "sessions_v1"),
    days: quarters,
  };
}

const ago = (days: number) => today - days * dayMs;
const mutations = async () =>
  (await box.select<{ n: number }>("SELECT count() AS n FROM system.mutations"))[0]!.n;

describe("retention", () => {
  test("lets go of each class after its own days, to the millisecond", async () => {
    await insert(
      { time: ago(0) },
      { time: ago(30) },
      { time: ago(30) - 1 },
      { time: ago(90) },
      { time: ago(90) - 1 },
      { time: ago(365) },
      { time: ago(365) - 1 },
    );
    await retention().letGo(new AbortController().signal);
    // A millisecond before the start of a day rounds to the day before: 31, 91, 366.
    expect(await left()).toEqual({
      events: [0, 30, 31, 90],
      sessions: [0, 30],
      days: [0, 30, 31, 90, 91, 365],
    });
    expect(letGoTimes).toBe(3);
    const days = await box.select("SELECT name FROM system.tables WHERE name LIKE 'retention%'");
    expect(days).toEqual([]);
  }, 60_000);

  test("keeps one project's data as one project says: forever, by default, shorter, and nothing of others' with it", async () => {
    projects = [
      project("short", { events: 1, sessions: 1, aggregates: 1 }),
      project("forever", { events: null, sessions: null, aggregates: null }),
      project("standard", {}),
    ];
    const times = [ago(1), ago(1) - 1, ago(400)];
    for (const id of ["short", "forever", "standard", "unknown"])
      await insert(...times.map((time) => ({ project: id, time })));
    await retention().letGo(new AbortController().signal);
    const all = [1, 2, 400];
    expect(await left("short")).toEqual({ events: [1], sessions: [1], days: [1] });
    expect(await left("forever")).toEqual({ events: all, sessions: all, days: all });
    expect(await left("standard")).toEqual({ events: [1, 2], sessions: [1, 2], days: all });
    expect(await left("unknown")).toEqual({ events: all, sessions: all, days: all });
  }, 60_000);

  test("counts imported history's days from the import, also after its events are gone", async () => {
    const [time, receivedAt] = [Date.UTC(2019, 2, 4), ago(0)];
    await insert({ time, receivedAt });
    const at = Math.ceil((today - time) / dayMs);
    const passes = async (days: number) => {
      now = today + days * dayMs;
      await retention().letGo(new AbortController().signal);
      return left();
    };
    expect(await passes(30)).toEqual({ events: [at], sessions: [at], days: [at] });
    expect(await passes(31)).toEqual({ events: [at], sessions: [], days: [at] });
    expect(await passes(90)).toEqual({ events: [at], sessions: [], days: [at] });
    expect(await passes(91)).toEqual({ events: [], sessions: [], days: [at] });
    expect(await passes(365)).toEqual({ events: [], sessions: [], days: [at] });
    expect(await passes(366)).toEqual({ events: [], sessions: [], days: [] });
  }, 60_000);

  test("keeps imported sessions longer than their events where that is asked for", async () => {
    projects = [project("p", { events: 10, sessions: 20, aggregates: 20 })];
    const time = Date.UTC(2019, 2, 4);
    await insert({ time, receivedAt: ago(20) }, { time: time - 3 * dayMs, receivedAt: ago(21) });
    await retention().letGo(new AbortController().signal);
    const at = Math.ceil((today - time) / dayMs);
    expect(await left()).toEqual({ events: [], sessions: [at], days: [at] });
  }, 60_000);

  test("looks at a session as a whole, whose rows may lie apart", async () => {
    const [session, seed] = ["s", ago(31)];
    await insert({ time: seed, session });
    await insert({ time: ago(30), session, seed });
    await insert({ time: ago(40), session: "late", receivedAt: ago(40) });
    await insert({ time: ago(40) + 1, session: "late", seed: ago(40), receivedAt: ago(2) });
    await retention().letGo(new AbortController().signal);
    const sessions = await box.select(
      "SELECT session_id AS id, sum(events) AS n FROM sessions_v1 GROUP BY id ORDER BY id",
    );
    expect(sessions).toEqual([
      { id: "late", n: 2 },
      { id: "s", n: 2 },
    ]);
  }, 60_000);

  test("changes nothing where nothing has expired, and drops whole parts without rewriting any", async () => {
    await insert({ time: ago(10) }, { time: ago(1), receivedAt: ago(0) });
    const before = await mutations();
    let holds = 0;
    around = (work) => {
      holds++;
      return work();
    };
    await retention().letGo(new AbortController().signal);
    expect({ mutations: await mutations(), holds, letGoTimes }).toEqual({
      mutations: before,
      holds: 0,
      letGoTimes: 0,
    });
    await insert({ time: ago(800) }, { time: ago(801) });
    await retention().letGo(new AbortController().signal);
    expect(await left()).toEqual({ events: [1, 10], sessions: [1, 10], days: [1, 10] });
    expect(await mutations()).toBe(before);
  }, 60_000);

  test("works once a day, and at once where a setting was changed", async () => {
    const one = retention();
    await insert({ time: ago(90) });
    await one.letGo(new AbortController().signal);
    await insert({ time: ago(91) });
    await one.letGo(new AbortController().signal);
    expect((await left()).events).toEqual([90, 91]);
    projects = [project("p", { events: 91, sessions: 30, aggregates: 365 })];
    await one.letGo(new AbortController().signal);
    expect((await left()).events).toEqual([90, 91]);
    now = today + 2 * dayMs;
    await one.letGo(new AbortController().signal);
    expect((await left()).events).toEqual([]);
  }, 60_000);

  test("goes on after a crash in the middle, wherever it was", async () => {
    for (const [crashAt, holdsBefore] of [
      ["before", 0],
      ["after", 0],
      ["before", 1],
      ["after", 1],
    ] as const) {
      await insert({ time: ago(400) }, { time: ago(360) }, { time: ago(10) });
      let holds = 0;
      around = async (work) => {
        if (holds++ < holdsBefore) return work();
        if (crashAt === "after") await work();
        throw new Error("crash");
      };
      await expect(retention().letGo(new AbortController().signal)).rejects.toThrow("crash");
      around = (work) => work();
      await retention().letGo(new AbortController().signal);
      expect(await left()).toEqual({ events: [10], sessions: [10], days: [10, 360] });
    }
  }, 60_000);

  test("keeps an old event that arrives between plan and deletion, with its session and counts", async () => {
    await insert({ time: ago(400), session: "s" }, { time: ago(390), session: "t" });
    let arrived = 0;
    around = async (work) => {
      // For the sessions once, and for the days once.
      if (arrived++ % 2 === 0)
        await insert({ time: ago(400) + arrived, session: "s", seed: ago(400), receivedAt: now });
      return work();
    };
    await retention().letGo(new AbortController().signal);
    expect(arrived).toBe(3);
    expect((await left()).days).toEqual([400]);
    const sessions = await box.select(
      "SELECT session_id AS id, sum(events) AS n FROM sessions_v1 GROUP BY id",
    );
    // The first event was let go of before; what the session counted of it stays with the session.
    expect(sessions).toEqual([{ id: "s", n: 2 + 1 }]);
  }, 60_000);

  test("loses nothing of what is loaded meanwhile", async () => {
    await insert(...Array.from({ length: 60 }, (_, index) => ({ time: ago(370 + index) })));
    const [gate, ended] = [new LoaderGate(), new AbortController()];
    around = async (work) => {
      await gate.close();
      try {
        return await work();
      } finally {
        gate.open();
      }
    };
    const loading = (async () => {
      let count = 0;
      for (; !ended.signal.aborted || count < 20; count++) {
        await gate.pass(new AbortController().signal);
        // Of a month that goes: its own days, sessions and parts.
        const time = ago(372 + (count % 50)) + 1000 + count;
        await insert({ time, receivedAt: now, session: `new-${count}` });
      }
      return count;
    })();
    await retention().letGo(new AbortController().signal);
    ended.abort();
    const count = await loading;
    const [events] = await box.select(
      "SELECT count() AS n FROM events_v1 WHERE received_at >= fromUnixTimestamp64Milli({now:Int64})",
      { now },
    );
    expect(events).toEqual({ n: count });
    const [sessions] = await box.select(
      "SELECT count() AS n FROM (SELECT session_id FROM sessions_v1 WHERE session_id LIKE 'new-%' GROUP BY session_id)",
    );
    expect(sessions).toEqual({ n: count });
    for (const table of counted) {
      const column = table === "visitors_1d_v1" ? "day" : "toDate(bucket)";
      const short = await box.select(
        `SELECT day, held, counted FROM (SELECT toDate(time) AS day, count() AS held FROM events_v1 GROUP BY day) AS e
          LEFT JOIN (SELECT ${column} AS day, sum(${table === "dimensions_15m_v1" ? "if(dimension = 'path', events, 0)" : "events"}) AS counted FROM ${table} GROUP BY day) AS c USING day
          WHERE counted < held`,
      );
      expect({ table, short }).toEqual({ table, short: [] });
    }
  }, 60_000);
});
