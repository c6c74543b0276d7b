import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import type { TimeSeriesParams } from "../../src/analyses/time-series/params.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import type { FieldRef } from "../../src/query/columns.ts";
import { type Interval, weekDays } from "../../src/query/interval.ts";
import { type Metric, fieldStatistics } from "../../src/query/metric.ts";
import { everything } from "../../src/query/query.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";
import { forEachStream, projects } from "../engine/random-streams.ts";
import { bucketStarts, eventsIn, metricOf, startOf, textOf } from "../engine/reference.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Buckets of time" and "Time series". */

const field = fc.constantFrom<FieldRef>(
  { column: "country" },
  { column: "name" },
  { column: "value" },
  { property: "plan" },
  { property: "amount" },
  { property: "cart.total" },
);
const metric = fc.oneof(
  fc.constantFrom<Metric>(
    { of: "events" },
    { of: "events", name: "page_view" },
    { of: "events", name: "Kauf ☕" },
    { of: "visitors" },
    { of: "sessions" },
    { of: "page_views" },
  ),
  fc.record({ of: fc.constantFrom(...fieldStatistics), field }),
);
const interval = fc.oneof(
  fc.record({ unit: fc.constantFrom("day", "month", "quarter", "year", "hour" as const) }),
  fc.record({ unit: fc.constant("week" as const), weekStart: fc.constantFrom(...weekDays, undefined) }),
  fc.record({ ms: fc.constantFrom(15 * minuteMs, hourMs, 7 * minuteMs, dayMs) }),
);
const extra = fc.record({
  metrics: fc.array(metric, { minLength: 1, maxLength: 4 }),
  interval,
  breakdown: fc.option(fc.record({ field, limit: fc.integer({ min: 1, max: 3 }) }), { nil: undefined }),
  compare: fc.constantFrom("previous" as const, undefined),
  fromMs: fc.constantFrom(0, 0, 1, -hourMs, -3 * hourMs, -dayMs),
  lengthMs: fc.constantFrom(dayMs, 2 * dayMs, 5 * hourMs, 40 * dayMs, 0, 90 * minuteMs + 1),
});

describe("against the reference", () => {
  test.each(projects)(
    "on random streams, %s",
    async (_, isSampled) => {
      await forEachStream(engine, { extra, isSampled }, async (stream, { fromMs, lengthMs, ...asked }) => {
        const isLong = lengthMs > 3 * dayMs;
        const chosen: Interval =
          isLong && (!("unit" in asked.interval) || asked.interval.unit === "hour")
            ? { ms: dayMs }
            : asked.interval;
        const from = stream.around + fromMs;
        const params: TimeSeriesParams = {
          ...asked,
          interval: chosen,
          query: { ...everything, zone: stream.zone, period: { from, to: from + lengthMs } },
        };
        const answer = await engine.run(timeSeries, params, stream.project);
        expectSeries(answer, stream.events, params);
        if (answer.previous !== null) {
          expect(answer.previous.to).toBe(from);
          expectSeries(answer.previous, stream.events, params);
        }
        if (params.breakdown !== undefined) expectGroups(answer.groups!, stream.events, params);
      });
    },
    1_500_000,
  );

  test.each(projects)(
    "counts from rollups and days are those of the events, %s",
    async (_, isSampled) => {
      const units = fc.constantFrom<Interval>({ unit: "hour" }, { unit: "day" }, { ms: 15 * minuteMs });
      await forEachStream(engine, { extra: units, isSampled }, async (stream, unit) => {
        const quarter = 15 * minuteMs;
        const from = Math.floor(stream.around / quarter) * quarter - dayMs;
        const query = { ...everything, zone: stream.zone, period: { from, to: from + 2 * dayMs } };
        const metrics: Metric[] = [{ of: "events" }, { of: "page_views" }, { of: "events", name: "signup" }];
        const params: TimeSeriesParams = { query, metrics, interval: unit };
        expect(timeSeries.plan(params, 0, { sampled: false })).toMatchObject({
          range: { countsFrom: "rollup" },
        });
        expectSeries(await engine.run(timeSeries, params, stream.project), stream.events, params);
        const start = Math.floor(stream.around / dayMs) * dayMs - 3 * dayMs;
        const period = { from: start, to: start + 9 * dayMs };
        const days: TimeSeriesParams = {
          query: { ...everything, period },
          metrics: [{ of: "visitors" }, { of: "events" }],
          // Of one day, a row is a visitor; of several, visitors have to be told apart.
          interval: "ms" in unit ? { ms: 3 * dayMs } : { unit: "day" },
        };
        expectSeries(await engine.run(timeSeries, days, stream.project), stream.events, days);
      });
    },
    1_500_000,
  );
});

type Shown = Pick<Awaited<ReturnType<typeof ask>>, "from" | "to" | "points" | "totals">;
const ask = (params: TimeSeriesParams) => engine.run(timeSeries, params, "");

function expectSeries(
  series: Shown,
  events: readonly StoredEvent[],
  { query, interval: unit, metrics }: TimeSeriesParams,
): void {
  const inRange = eventsIn(events, series);
  const starts = bucketStarts(series, unit, query.zone);
  expect(series.points.map(({ start }) => start)).toEqual(starts);
  const byStart = Map.groupBy(inRange, ({ time }) => startOf(starts, time));
  for (const { start, values } of series.points) expectValues(values, metrics, byStart.get(start) ?? []);
  expectValues(series.totals, metrics, inRange);
}

function expectValues(
  values: readonly (number | null)[],
  metrics: readonly Metric[],
  events: readonly StoredEvent[],
): void {
  for (const [index, one] of metrics.entries()) {
    const expected = metricOf(one, events);
    if (expected === null || values[index] === null) expect(values[index]).toBe(expected);
    else expect(values[index]).toBeCloseTo(expected, 9);
  }
}

function expectGroups(
  groups: readonly (Shown & { value: string | null; isOther: boolean })[],
  events: readonly StoredEvent[],
  params: TimeSeriesParams,
): void {
  const { field: by, limit } = params.breakdown!;
  const groupsOf = Map.groupBy(eventsIn(events, params.query.period), (event) => textOf(event, by));
  const key = (value: string | null) => Buffer.from(value === null ? "" : `=${value}`);
  const size = (value: string | null) => metricOf(params.metrics[0]!, groupsOf.get(value)!) ?? -Infinity;
  const sorted = [...groupsOf.keys()].toSorted((a, b) => size(b) - size(a) || Buffer.compare(key(a), key(b)));
  const top = sorted.slice(0, limit);
  expect(groups.filter(({ isOther }) => !isOther).map(({ value }) => value)).toEqual(top);
  expect(groups.filter(({ isOther }) => isOther)).toHaveLength(sorted.length > limit ? 1 : 0);
  for (const group of groups) {
    const own = events.filter((event) => {
      const value = textOf(event, by);
      return group.isOther ? !top.includes(value) : value === group.value;
    });
    expectSeries(group, own, params);
  }
}

describe("worked by hand", () => {
  test("a day of 23 hours, a visitor on both sides of midnight, an empty day, and the days before", async () => {
    // Berlin, spring 2024: 31 March lasts from 30 March 23:00Z to 31 March 22:00Z.
    const at = (iso: string, visitor_id: string, value?: number) => ({
      name: "page_view",
      time: Date.parse(iso),
      visitor_id,
      value: value ?? null,
    });
    const project = engine.newProject();
    await engine.insertEvents(project, [
      at("2024-03-29T22:59:59.999Z", "ann", 7), // 29 March: the period before
      at("2024-03-30T22:59:59.999Z", "ann", 1), // 30 March, last millisecond
      at("2024-03-30T23:00:00.000Z", "ann", 2), // 31 March, first millisecond
      at("2024-03-30T23:00:00.000Z", "bob", 4), // the same
      at("2024-03-31T21:59:59.999Z", "bob"), // 31 March, last millisecond
      at("2024-04-01T22:00:00.000Z", "bob"), // 2 April: outside
    ]);
    const answer = await engine.run(
      timeSeries,
      {
        query: {
          ...everything,
          zone: "Europe/Berlin",
          period: { from: Date.parse("2024-03-29T23:00Z"), to: Date.parse("2024-04-01T22:00Z") },
        },
        metrics: [
          { of: "events" },
          { of: "visitors" },
          { of: "sum", field: { column: "value" } },
          { of: "median", field: { column: "value" } },
        ],
        interval: { unit: "day" },
        compare: "previous",
      },
      project,
    );
    expect(answer.points).toEqual([
      { start: Date.parse("2024-03-29T23:00Z"), values: [1, 1, 1, 1] },
      { start: Date.parse("2024-03-30T23:00Z"), values: [3, 2, 6, 3] },
      { start: Date.parse("2024-03-31T22:00Z"), values: [0, 0, 0, null] },
    ]);
    expect(answer.totals).toEqual([4, 2, 7, 2]); // The median of 1, 2 and 4.
    expect(answer.previous).toMatchObject({ from: Date.parse("2024-03-26T23:00Z"), totals: [1, 1, 7, 7] });
  });
});

test("too many buckets are refused, and the message says what to change", async () => {
  const query = { ...everything, period: { from: 0, to: 11_001 * minuteMs } };
  const problem = await engine.runFailing(timeSeries, {
    query,
    metrics: [{ of: "events" }],
    interval: { unit: "minute" },
  });
  expect(problem).toMatchObject({ code: "invalid_parameter", field: "interval" });
});
