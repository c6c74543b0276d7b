import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { eventNames } from "../../src/analyses/event-names/index.ts";
import { eventSummary } from "../../src/analyses/event-summary/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { scopeToProject } from "../../src/analytics/sources.ts";
import { isKept } from "../../src/enrich/sample.ts";
import { isPageView } from "../../src/event/event.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import { isKeptAtSql } from "../../src/query/kept.ts";
import type { Metric } from "../../src/query/metric.ts";
import { type Query, everything } from "../../src/query/query.ts";
import type { Segment } from "../../src/query/segment.ts";
import { integer, render, sql } from "../../src/query/sql.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";
import { inQuery } from "../engine/matching.ts";
import { forEachStream } from "../engine/random-streams.ts";
import { eventsIn, metricOf } from "../engine/reference.ts";
import { distinctOf, wholeVisitors } from "../engine/sampled-streams.ts";
import { decidesOn, isIn } from "../engine/segment-reference.ts";

/* docs/semantics.md, "Sampling": the analyses whose own tests have no sampled projects, and segments as filters. */
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
}, 60_000);
afterAll(() => engine?.stop());

test("the store knows who is kept as intake does", async () => {
  const project = "größe-☕";
  const visitors = [...Array.from({ length: 3_000 }, (_, index) => `visitor ${index}`), "王", "o'neil", "\\"];
  await engine.insertEvents(
    project,
    visitors.map((visitor_id, index) => ({ name: "a", time: index, visitor_id })),
  );
  for (const factor of [1, 2, 3, 7, 10, 1_000]) {
    const condition = isKeptAtSql(sql`toUInt32(${integer(factor)})`);
    const statement = scopeToProject(render(sql`SELECT visitor_id FROM events WHERE ${condition}`), project);
    const limits = { timeoutMs: 30_000, memoryBytesMax: 2 ** 30 };
    const answer = await engine.store.query<{ visitor_id: string }>({
      sql: statement.text,
      params: statement.params,
      ...limits,
    });
    if (!answer.ok) throw new Error(answer.error.message);
    const kept = answer.value.rows.map(({ visitor_id }) => visitor_id);
    const expected = visitors.filter((visitor) => isKept(project, visitor, factor));
    expect(kept.toSorted()).toEqual(expected.toSorted());
    expect(kept.length).toBeGreaterThan(0);
  }
});

const sessionOf = ({ session_id, session_seed }: StoredEvent) => `${session_seed} ${session_id}`;
const visitorOf = ({ visitor_id }: StoredEvent) => visitor_id;

describe("an overview of a project that samples is what the reference says", () => {
  const extra = fc.record({
    backMs: fc.constantFrom(0, hourMs, 3 * dayMs),
    lengthMs: fc.constantFrom(hourMs + 7, dayMs, 9 * dayMs),
    isOnDays: fc.boolean(),
    name: fc.constantFrom(undefined, "page_view", "signup"),
  });

  test("totals, names and sessions", async () => {
    let bounced = 0;
    await forEachStream(engine, { extra, eventsMax: 60, isSampled: true }, async (stream, drawn) => {
      const { backMs, lengthMs, isOnDays, name } = drawn;
      const start = stream.around - backMs;
      const from = isOnDays ? Math.floor(start / dayMs) * dayMs : start;
      const period = { from, to: from + (isOnDays ? 9 * dayMs : lengthMs) };
      const filters =
        name === undefined ? [] : [{ field: { column: "name" }, operator: "eq", value: name } as const];
      const query: Query = { ...everything, period, filters };
      const answer = await engine.run(overview, { query, topPages: 3 }, stream.project);
      const events = stream.events.filter((event) => inQuery(event, query));
      const sessions = sessionsOf(stream.events, query);
      const names = Map.groupBy(events, (event) => event.name);
      expect(answer).toMatchObject({
        events: metricOf({ of: "events" }, events)!,
        visitors: distinctOf(events, visitorOf),
        sessions: sessions.active,
      });
      expect(answer.averageSessionDurationMs).toBeCloseTo(sessions.averageDurationMs, 6);
      expect(answer.bounceRate).toBeCloseTo(sessions.bounceRate, 12);
      expect(new Map(answer.names.map((one) => [one.value, one.events]))).toEqual(
        new Map([...names].map(([value, own]) => [value, metricOf({ of: "events" }, own)!])),
      );
      bounced += sessions.bounceRate;
    });
    expect(bounced).toBeGreaterThan(0);
  }, 1_500_000);
});

/** What the stored rows of the sessions say. */
function sessionsOf(
  stored: readonly StoredEvent[],
  { period: { from = 0, to = Infinity }, filters, ...more }: Query,
) {
  const query = { ...more, filters, period: { from, to } };
  const reach = stored.filter(({ time, is_bot }) => !is_bot && time >= from - 7 * dayMs && time < to + dayMs);
  const whole = new Set(wholeVisitors(stored, reach).events.map(visitorOf));
  const found = [...Map.groupBy(stored, sessionOf).values()].flatMap((own) => {
    const [start, end] = [Math.min(...own.map(({ time }) => time)), Math.max(...own.map(({ time }) => time))];
    const selected = filters.length === 0 ? own : own.filter((event) => inQuery(event, query));
    const isActive = end >= from && start < to && !own.some(({ is_bot }) => is_bot);
    if (!isActive || selected.length === 0) return [];
    const weight = Math.min(...selected.map(({ sample_factor }) => sample_factor));
    const isBounce = own.length === 1 && isPageView(own[0]!.name);
    const isJudged = start >= from && start < to && whole.has(lastVisitor(own));
    return [{ weight, isBounce, isJudged, durationMs: end - start }];
  });
  const judged = found.filter(({ isJudged }) => isJudged);
  const mean = (numbers: number[]) =>
    numbers.reduce((sum, one) => sum + one, 0) / Math.max(1, numbers.length);
  return {
    active: found.reduce((sum, { weight }) => sum + weight, 0),
    averageDurationMs: mean(judged.map(({ durationMs }) => durationMs)),
    bounceRate: mean(judged.map(({ isBounce }) => Number(isBounce))),
  };
}

/** A client's session may be of several; its row has the last one. */
function lastVisitor(events: readonly StoredEvent[]): string {
  return events.toSorted((a, b) => a.time - b.time || a.seq - b.seq).at(-1)!.visitor_id;
}

test("summary, names and the present of a project that samples are what the reference says", async () => {
  const extra = fc.constantFrom(0, hourMs, 20 * dayMs);
  await forEachStream(
    engine,
    { extra, isSampled: true },
    async (stream, backMs) => {
      engine.now = stream.around + 10 * minuteMs;
      const query: Query = {
        ...everything,
        period: { from: stream.around - backMs, to: stream.around + dayMs },
      };
      const events = stream.events.filter((event) => inQuery(event, query));
      const sizes = [...Map.groupBy(events, ({ name }) => name)].map(([name, own]) => ({
        name,
        events: metricOf({ of: "events" }, own)!,
        visitors: distinctOf(own, visitorOf),
      }));
      const summary = await engine.run(eventSummary, { query, topNames: 100 }, stream.project);
      expect(summary).toMatchObject({
        events: metricOf({ of: "events" }, events)!,
        visitors: distinctOf(events, visitorOf),
        sessions: distinctOf(events, ({ session_id }) => session_id),
        names: sizes.length,
      });
      expect(new Set(summary.topNames)).toEqual(new Set(sizes));
      const names = await engine.run(eventNames, { query, limit: 100 }, stream.project);
      expect(new Map(names.map((one) => [one.name, one.events]))).toEqual(
        new Map(sizes.map((one) => [one.name, one.events])),
      );
      const now = eventsIn(stream.events, { from: engine.now - 30 * minuteMs + 1, to: engine.now + 1 });
      const views = now.filter(({ name, path }) => isPageView(name) && path !== "");
      const whole = wholeVisitors(views, views);
      const present = await engine.run(realtime, { includeBots: false, topPages: 100 }, stream.project);
      expect(present).toMatchObject({
        activeSessions: distinctOf(now, ({ session_id }) => session_id),
        activeVisitors: distinctOf(now, visitorOf),
        eventsLastMinute: metricOf(
          { of: "events" },
          now.filter(({ time }) => time > engine.now - minuteMs),
        )!,
      });
      const last = [...Map.groupBy(whole.events, ({ session_id }) => session_id).values()].map((own) =>
        own.at(-1)!,
      );
      const pages = [...Map.groupBy(last, ({ path }) => path)];
      expect(new Map(present.pages.map(({ page, sessions }) => [page, sessions]))).toEqual(
        new Map(pages.map(([page, own]) => [page, own.length * whole.factor])),
      );
    },
    1,
  );
}, 1_500_000);

test("counts of a segment's visitors, of a project that samples, are what the reference says", async () => {
  const did = (name: string): Segment => ({ did: { event: { name, conditions: [] } } });
  const segments: Segment[] = [
    did("signup"),
    { not: did("page_view") },
    { all: [did("page_view"), { not: did("signup") }] },
    { profile: { field: { property: "plan" }, operator: "ne", value: "pro" } },
  ];
  const metrics: Metric[] = [
    { of: "events" },
    { of: "visitors" },
    { of: "sessions" },
    { of: "page_views" },
    { of: "sum", field: { column: "value" } },
    { of: "median", field: { column: "value" } },
    { of: "avg", field: { column: "value" } },
  ];
  let counted = 0;
  await forEachStream(
    engine,
    { extra: fc.constantFrom(...segments), isSampled: true },
    async (stream, segment) => {
      const query: Query = { ...everything, segment: { segment, asOf: 0 } };
      const answer = await engine.run(breakdown, { query, metrics, by: [], limit: 1 }, stream.project);
      const human = stream.events.filter(({ is_bot }) => !is_bot);
      const deciding = human.filter((event) => decidesOn(event, segment, 0));
      const { events, factor } = wholeVisitors(human, deciding);
      const theirs = [...Map.groupBy(events, visitorOf).values()]
        .filter((own) => isIn(own, segment, 0))
        .flat();
      const weighed = theirs.map((event) => ({
        ...event,
        sample_factor: Math.max(event.sample_factor, factor),
      }));
      const expected = metrics.map((metric) => metricOf(metric, weighed));
      for (const [index, value] of answer.totals.entries()) {
        if (value === null || expected[index] === null) expect(value).toBe(expected[index]!);
        else expect(value).toBeCloseTo(expected[index]!, 9);
      }
      counted += weighed.length;
    },
  );
  expect(counted).toBeGreaterThan(0);
}, 1_500_000);
