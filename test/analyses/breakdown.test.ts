import { afterAll, beforeAll, expect, test } from "bun:test";
import fc from "fast-check";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import type { BreakdownParams } from "../../src/analyses/breakdown/params.ts";
import { dayMs, hourMs, minuteMs } from "../../src/kernel/clock.ts";
import type { FieldRef } from "../../src/query/columns.ts";
import { type Metric, fieldStatistics } from "../../src/query/metric.ts";
import { everything } from "../../src/query/query.ts";
import { Engine, type StoredEvent } from "../engine/engine.ts";
import { forEachStream, projects } from "../engine/random-streams.ts";
import { eventsIn, metricOf, textOf } from "../engine/reference.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine.stop());

/* docs/semantics.md, "Breakdowns". */

const field = fc.constantFrom<FieldRef>(
  { column: "country" },
  { column: "name" },
  { column: "visitor_id" },
  { column: "value" },
  { property: "plan" },
  { property: "amount" },
  { property: "cart.total" },
  { property: "nowhere" },
);
const counts = fc.constantFrom<Metric>(
  { of: "events" },
  { of: "events", name: "イベント" },
  { of: "visitors" },
  { of: "sessions" },
  { of: "page_views" },
);
const extra = fc.record({
  metrics: fc.array(fc.oneof(counts, fc.record({ of: fc.constantFrom(...fieldStatistics), field })), {
    minLength: 1,
    maxLength: 3,
  }),
  by: fc.array(field, { maxLength: 3 }),
  limit: fc.integer({ min: 1, max: 4 }),
  lengthMs: fc.constantFrom(dayMs, 40 * dayMs, 0, hourMs + 1),
});

test.each(projects)(
  "against the reference, on random streams, %s",
  async (_, isSampled) => {
    await forEachStream(engine, { extra, isSampled }, async (stream, { lengthMs, ...asked }) => {
      const period = { from: stream.around - hourMs, to: stream.around + lengthMs };
      const params: BreakdownParams = { ...asked, query: { ...everything, period } };
      expectBreakdown(
        await engine.run(breakdown, params, stream.project),
        eventsIn(stream.events, period),
        params,
      );
    });
  },
  1_500_000,
);

test.each(projects)(
  "what the rollup answers is what the events answer, %s",
  async (_, isSampled) => {
    const metric = fc.constantFrom<Metric>(
      { of: "events" },
      { of: "page_views" },
      { of: "events", name: "signup" },
    );
    const asked = fc.record({
      metrics: fc.array(metric, { minLength: 1, maxLength: 2 }),
      by: fc.constantFrom([], [{ column: "name" }] as const),
    });
    await forEachStream(engine, { extra: asked, isSampled }, async (stream, { metrics, by }) => {
      const from = Math.floor(stream.around / (15 * minuteMs)) * 15 * minuteMs;
      const period = { from: from - dayMs, to: from + dayMs };
      const params: BreakdownParams = { metrics, by, limit: 2, query: { ...everything, period } };
      expect(breakdown.plan(params, 0, { sampled: false })).toMatchObject({ countsFrom: "rollup" });
      expectBreakdown(
        await engine.run(breakdown, params, stream.project),
        eventsIn(stream.events, period),
        params,
      );
    });
  },
  1_500_000,
);

type Answer = Awaited<ReturnType<typeof ask>>;
const ask = (params: BreakdownParams) => engine.run(breakdown, params, "");

function expectBreakdown(
  answer: Answer,
  events: readonly StoredEvent[],
  { metrics, by, limit }: BreakdownParams,
): void {
  expectValues(answer.totals, metrics, events);
  if (by.length === 0) {
    expect(answer).toMatchObject({ groups: [], other: null });
    return;
  }
  const keyOf = (values: readonly (string | null)[]) => JSON.stringify(values);
  const groups = Map.groupBy(events, (event) => keyOf(by.map((one) => textOf(event, one))));
  const size = (key: string) => metricOf(metrics[0]!, groups.get(key)!) ?? -Infinity;
  const sorted = [...groups.keys()].toSorted((a, b) => size(b) - size(a) || compareKeys(a, b));
  const top = sorted.slice(0, limit);
  expect(answer.groups.map((group) => keyOf(group.by))).toEqual(top);
  for (const group of answer.groups) expectValues(group.values, metrics, groups.get(keyOf(group.by))!);
  expect(answer.other?.groups ?? 0).toBe(sorted.length - top.length);
  if (answer.other !== null) {
    const others = [...groups].filter(([key]) => !top.includes(key)).flatMap(([, own]) => own);
    expectValues(answer.other.values, metrics, others);
  }
}

/** Values one after the other, as bytes; the missing one first. */
function compareKeys(a: string, b: string): number {
  const bytes = (key: string) =>
    (JSON.parse(key) as (string | null)[]).map((value) => Buffer.from(value === null ? "" : `=${value}`));
  const right = bytes(b);
  for (const [index, part] of bytes(a).entries()) {
    const order = Buffer.compare(part, right[index]!);
    if (order !== 0) return order;
  }
  return 0;
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

test("worked by hand: top two plans, the others together, and the events without a plan", async () => {
  const project = engine.newProject();
  const at = (visitor_id: string, plan?: unknown, amount?: unknown) => ({
    name: "order",
    time: 1_000,
    visitor_id,
    properties: {
      ...(plan === undefined ? {} : { plan }),
      ...(amount === undefined ? {} : { amount }),
    } as Record<string, string>,
  });
  await engine.insertEvents(project, [
    at("ann", "pro", 10),
    at("bob", "pro", "20"), // A text that reads as a number.
    at("bob", "pro", "many"), // No number: counted, not summed.
    at("ann", 5, 1),
    at("bob", "5", 2), // The same group as the number 5.
    at("ann"),
    at("ann", "", 7),
    at("ann", "free"),
  ]);
  const params: BreakdownParams = {
    query: everything,
    metrics: [
      { of: "events" },
      { of: "visitors" },
      { of: "sum", field: { property: "amount" } },
      { of: "avg", field: { property: "amount" } },
    ],
    by: [{ property: "plan" }],
    limit: 2,
  };
  expect(await engine.run(breakdown, params, project)).toEqual({
    totals: [8, 2, 40, 8],
    groups: [
      { by: ["pro"], values: [3, 2, 30, 15] },
      { by: ["5"], values: [2, 2, 3, 1.5] },
    ],
    // Without a plan, with an empty one, and "free": three groups, all Ann's.
    other: { groups: 3, values: [3, 1, 7, 7] },
  });
});

test("a project without events has zeros and no groups", async () => {
  const params: BreakdownParams = {
    query: everything,
    metrics: [{ of: "visitors" }, { of: "max", field: { column: "value" } }],
    by: [{ column: "name" }],
    limit: 5,
  };
  expect(await engine.run(breakdown, params, "empty")).toEqual({
    totals: [0, null],
    groups: [],
    other: null,
  });
});
