import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { eventList } from "../../src/analyses/event-list/index.ts";
import { eventSummary } from "../../src/analyses/event-summary/index.ts";
import { knownEvents } from "../../src/analyses/known-events/index.ts";
import { loadProgress } from "../../src/analyses/load-progress/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { siteStats } from "../../src/analyses/site-stats/index.ts";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import { type Query, everything } from "../../src/query/query.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";

/*
 * Seven page views of seven visitors around the range of one hour:
 *
 *   before  one millisecond before its start    outside
 *   first   its first millisecond               inside
 *   middle  in the middle                       inside
 *   bot     in the middle, by a crawler         inside when bots are asked for
 *   last    its last millisecond                inside
 *   end     its end                             outside
 *   after   one millisecond after its end       outside
 */
let engine: Engine;
let stored: StoredEvent[];
const project = "edges";
const from = Date.UTC(2024, 4, 31, 10);
const to = from + hourMs;

const times = {
  before: from - 1,
  first: from,
  middle: from + 30 * minuteMs,
  bot: from + 30 * minuteMs,
  last: to - 1,
  end: to,
  after: to + 1,
} as const;

beforeAll(async () => {
  engine = await Engine.start();
  const events = Object.entries(times).map(([who, time]) => ({
    name: "page_view",
    time,
    visitor_id: who,
    event_id: who,
    path: `/${who}`,
    is_bot: who === "bot",
    properties: { site_id: "site" },
  }));
  stored = await engine.insertEvents(project, events);
  await engine.insertEvents("another project", events);
});

afterAll(() => engine.stop());

/** How many events the analysis sees. */
const counts: Readonly<
  Record<string, (query: Query & { period: { from: number; to: number } }) => Promise<number>>
> = {
  overview: async (query) => (await engine.run(overview, { query, topPages: 10 }, project)).events,
  "the pages of the overview": async (query) =>
    (await engine.run(overview, { query, topPages: 10 }, project)).pages.length,
  "event list": async (query) => (await engine.run(eventList, { query, limit: 100 }, project)).events.length,
  "event summary": async (query) => (await engine.run(eventSummary, { query, topNames: 10 }, project)).events,
  "the names of the summary": async (query) =>
    (await engine.run(eventSummary, { query, topNames: 10 }, project)).topNames[0]?.visitors ?? 0,
  "site stats": async (query) => (await engine.run(siteStats, { query, topPaths: 10 }, project)).views,
  "the paths of the site": async (query) =>
    (await engine.run(siteStats, { query, topPaths: 10 }, project)).paths.length,
  breakdown: async (query) => {
    const params = {
      query,
      metrics: [{ of: "visitors" as const }],
      by: [{ column: "path" as const }],
      limit: 10,
    };
    return (await engine.run(breakdown, params, project)).groups.length;
  },
  "time series": async (query) => {
    const params = { query, metrics: [{ of: "visitors" as const }], interval: { ms: minuteMs } };
    const { totals } = await engine.run(timeSeries, params, project);
    return totals[0] ?? 0;
  },
};

describe("a range begins with its first millisecond and ends before its last:", () => {
  const hour = { ...everything, period: { from, to } };
  test.each(Object.entries(counts))("%s", async (_, count) => {
    expect(await count(hour)).toBe(3);
    // Off the grain of the rollups, too.
    expect(await count({ ...hour, period: { from: from + 1, to } })).toBe(2);
    expect(await count({ ...hour, period: { from: from - 1, to: to + 1 } })).toBe(5);
    expect(await count({ ...hour, period: { from, to: from } })).toBe(0);
  });

  test("a millisecond holds what happened in it", async () => {
    for (const [who, time] of Object.entries(times)) {
      const query = { ...everything, includeBots: who === "bot", period: { from: time, to: time + 1 } };
      const listed = await engine.run(eventList, { query, limit: 10 }, project);
      expect(listed.events.map(({ event_id }) => event_id)).toContain(who);
    }
  });
});

test.each(Object.entries(counts))("bots are left out unless they are asked for: %s", async (_, count) => {
  const query = { ...everything, period: { from, to } };
  expect(await count({ ...query, includeBots: true })).toBe(4);
});

test("open ends reach as far as there are events", async () => {
  const count = async (period: Query["period"]) =>
    (await engine.run(eventSummary, { query: { ...everything, period }, topNames: 1 }, project)).events;
  expect(await count({})).toBe(6);
  expect(await count({ from })).toBe(5);
  expect(await count({ to })).toBe(4);
});

describe("the realtime numbers", () => {
  const at = async (now: number, includeBots = false) => {
    engine.now = now;
    return engine.run(realtime, { includeBots, topPages: 10 }, project);
  };

  test("see the half hour up to now, now among it, its start not", async () => {
    // (10:00, 10:30]: middle. One millisecond earlier: first. Two earlier: before and first.
    expect(await at(from + 30 * minuteMs)).toMatchObject({
      activeSessions: 1,
      activeVisitors: 1,
      eventsLastMinute: 1,
    });
    expect(await at(from + 30 * minuteMs - 1)).toMatchObject({ activeSessions: 1, eventsLastMinute: 0 });
    expect(await at(from + 30 * minuteMs - 2)).toMatchObject({ activeSessions: 2, eventsLastMinute: 0 });
    expect(await at(from + 30 * minuteMs, true)).toMatchObject({ activeSessions: 2, eventsLastMinute: 2 });
  });

  test("see the last minute alike", async () => {
    // (10:59:00, 11:00:00]: last and end. A millisecond after the minute, neither last nor end.
    expect(await at(to)).toMatchObject({ eventsLastMinute: 2 });
    expect(await at(to + minuteMs - 1)).toMatchObject({ eventsLastMinute: 2 });
    expect(await at(to + minuteMs)).toMatchObject({ eventsLastMinute: 1 });
    expect(await at(to + minuteMs + 1)).toMatchObject({ eventsLastMinute: 0 });
  });
});

test("what is loaded is counted between two marks, bots as well: [from, to)", async () => {
  const seqs = stored.map(({ seq }) => seq);
  const loaded = (fromSeq: number, toSeq: number) => engine.run(loadProgress, { fromSeq, toSeq }, project);
  expect(await loaded(seqs[0]!, seqs[6]! + 1)).toEqual({ events: 7, siteDays: 1 });
  expect(await loaded(seqs[1]!, seqs[3]!)).toEqual({ events: 2, siteDays: 1 });
  expect(await loaded(seqs[6]! + 1, seqs[6]! + 100)).toEqual({ events: 0, siteDays: 0 });
});

test("ids are known where they lie in the range", async () => {
  const known = async (eventIds: string[]) => [
    ...(await engine.run(knownEvents, { eventIds, from, to }, project)),
  ];
  expect((await known(Object.keys(times))).toSorted()).toEqual(["bot", "first", "last", "middle"]);
  expect(await known(["nobody's"])).toEqual([]);
  expect(await known([])).toEqual([]);
});

test("another project's events are nobody else's", async () => {
  const query = { ...everything, period: { from: from - dayMs, to: to + dayMs } };
  const listed = await engine.run(eventList, { query, limit: 10 }, "no project");
  expect(listed).toEqual({ events: [], next: null });
  expect((await engine.run(overview, { query, topPages: 10 }, project)).events).toBe(6);
});
