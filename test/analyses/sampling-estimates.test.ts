import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { abTest } from "../../src/analyses/ab-test/index.ts";
import { activeUsers } from "../../src/analyses/active-users/index.ts";
import type { Analysis } from "../../src/analyses/analysis.ts";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { eventNames } from "../../src/analyses/event-names/index.ts";
import { eventSummary } from "../../src/analyses/event-summary/index.ts";
import { funnelMembers } from "../../src/analyses/funnel-members/index.ts";
import { funnel } from "../../src/analyses/funnel/index.ts";
import type { FunnelParams } from "../../src/analyses/funnel/params.ts";
import { lifecycle } from "../../src/analyses/lifecycle/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { paths } from "../../src/analyses/paths/index.ts";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { retention } from "../../src/analyses/retention/index.ts";
import { segmentMembers } from "../../src/analyses/segment-members/index.ts";
import { siteStats } from "../../src/analyses/site-stats/index.ts";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import { isKept } from "../../src/enrich/sample.ts";
import { dayMs, hourMs } from "../../src/kernel/clock.ts";
import type { EventSelector } from "../../src/query/condition.ts";
import { everything } from "../../src/query/query.ts";
import type { Segment } from "../../src/query/segment.ts";
import { Engine } from "../engine/engine.ts";
import { history, historyStart as start } from "../engine/visitor-history.ts";

/*
 * Twenty thousand visitors, once in a project that keeps everything and once in projects that sample: what these
 * estimate must be near what that one counts, as near as the answer says. Visitors are random but always the same, and so
 * are those that are kept: a test that passes once passes always.
 */
let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
  await engine.insertEvents("full", history);
  for (const [project, factorOf] of samplings) {
    engine.sampled.add(project);
    const kept = history
      .map((event) => ({ ...event, sample_factor: factorOf(event.name) }))
      .filter((event) => isKept(project, event.visitor_id, event.sample_factor));
    await engine.insertEvents(project, kept);
  }
}, 120_000);
afterAll(() => engine?.stop());

type Sampling = readonly [project: string, factorOf: (name: string) => number, factorMax: number];
const samplings: readonly Sampling[] = [
  ["one in ten of everything", () => 10, 10],
  ["other factors for other names", (name) => ({ page_view: 10, scroll: 20, purchase: 1 })[name] ?? 3, 20],
];

const period = { from: start, to: start + 14 * dayMs };
const query = { ...everything, period };
const named = (name: string): EventSelector => ({ name, conditions: [] });
const signedUp: Segment = {
  all: [{ did: { event: named("signup") } }, { not: { did: { event: named("purchase") } } }],
};

/** Numbers of an answer. The first is its headline count, which the answer's bound is about. */
interface Asked {
  readonly name: string;
  readonly ask: (
    project: string,
  ) => Promise<{ numbers: readonly number[]; factorMax: number; error: number }>;
}

function asked<Params, Plan, Answer>(
  analysis: Analysis<Params, Plan, Answer>,
  params: Params,
  numbersOf: (answer: Answer) => readonly number[],
  name = analysis.name,
): Asked {
  return {
    name,
    ask: async (project) => {
      const found = await engine.analytics.runBounded(analysis, params, { project_id: project });
      if (!found.ok) throw new Error(`${name}: ${found.error.message}`, { cause: found.error });
      const { answer, bound } = found.value;
      return {
        numbers: numbersOf(answer),
        factorMax: bound?.factorMax ?? 1,
        error: bound?.relativeError ?? 0,
      };
    },
  };
}

const funnelOf = (more: Partial<FunnelParams> = {}): FunnelParams => ({
  query,
  steps: ["page_view", "signup", "purchase"].map((name) => ({ event: named(name) })),
  order: "ordered",
  windowMs: hourMs,
  exclusions: [],
  unit: "visitor",
  ...more,
});
const steps = (answer: { steps: readonly { count: number }[] }) => answer.steps.map(({ count }) => count);

const questions: readonly Asked[] = [
  asked(overview, { query, topPages: 3 }, (one) => [
    one.visitors,
    one.events,
    one.sessions,
    ...one.names.map(({ events }) => events),
    ...one.pages.map(({ events }) => events),
  ]),
  asked(eventSummary, { query, topNames: 10 }, (one) => [one.events, one.visitors, one.sessions]),
  asked(eventNames, { query, limit: 10 }, (one) => [
    one.reduce((sum, { events }) => sum + events, 0),
    ...one.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(({ events }) => events),
  ]),
  asked(
    timeSeries,
    {
      query,
      metrics: [{ of: "visitors" }, { of: "events" }, { of: "sessions" }],
      interval: { unit: "week" },
    },
    (one) => [...one.totals, ...one.points.flatMap(({ values }) => values)].map(Number),
  ),
  asked(
    timeSeries,
    { query, metrics: [{ of: "events" }], interval: { ms: hourMs } },
    (one) => one.totals.map(Number),
    "time-series from the rollup",
  ),
  asked(
    breakdown,
    {
      query,
      metrics: [{ of: "sessions" }, { of: "sum", field: { column: "value" } }],
      by: [{ column: "country" }],
      limit: 9,
    },
    (one) => [
      ...one.totals.map(Number),
      ...one.groups
        .toSorted((a, b) => ((a.by[0] ?? "") < (b.by[0] ?? "") ? -1 : 1))
        .map(({ values }) => values[0]!),
    ],
  ),
  asked(
    breakdown,
    {
      query: { ...query, segment: { segment: signedUp, asOf: 0 } },
      metrics: [{ of: "visitors" }],
      by: [],
      limit: 1,
    },
    (one) => one.totals.map(Number),
    "breakdown of a segment",
  ),
  asked(
    activeUsers,
    { query: { ...query, period: { from: start + 6 * dayMs, to: start + 7 * dayMs } } },
    (one) => [one[0]!.mau, one[0]!.wau, one[0]!.dau],
  ),
  asked(lifecycle, { query, interval: { unit: "week" } }, (one) => [
    one.reduce((sum, week) => sum + week.new, 0),
    ...one.slice(0, 2).flatMap((week) => [week.new, week.returning, week.dormant]),
  ]),
  asked(
    retention,
    {
      query,
      mode: "first_time",
      entry: named("signup"),
      return: named("page_view"),
      unit: "week",
      lastPeriod: 1,
    },
    (one) => [
      one.cohorts.reduce((sum, { visitors }) => sum + visitors, 0),
      ...one.cohorts
        .slice(0, 2)
        .flatMap(({ visitors, periods }) => [visitors, ...periods.map((p) => p.visitors)]),
    ],
  ),
  asked(funnel, funnelOf(), steps),
  asked(funnel, funnelOf({ unit: "session" }), steps, "funnel of sessions"),
  asked(funnel, funnelOf({ order: "strict", exclusions: [] }), steps, "strict funnel"),
  asked(funnel, funnelOf({ exclusions: [{ event: named("scroll") }] }), steps, "funnel with an exclusion"),
  asked(funnel, funnelOf({ order: "any" }), steps, "funnel in any order"),
  asked(funnelMembers, { funnel: funnelOf(), step: 2, outcome: "dropped", limit: 1 }, ({ total }) => [total]),
  asked(
    paths,
    { query, start: named("page_view"), direction: "after", by: "event", depth: 2, limit: 9 },
    ({ nodes }) =>
      nodes
        .filter(({ level }) => level < 2)
        .toSorted((a, b) => (a.id < b.id ? -1 : 1))
        .map((node) => node.sessions),
  ),
  asked(
    abTest,
    {
      query,
      assignment: named("assigned"),
      variantField: { property: "variant" },
      metric: named("purchase"),
      confidence: 0.95,
      minimumSampleSize: 100,
    },
    ({ variants: [a, b] }) => [
      a!.visitors + b!.visitors,
      a!.visitors,
      a!.converted,
      b!.visitors,
      b!.converted,
    ],
  ),
  asked(segmentMembers, { segment: signedUp, limit: 0 }, ({ size }) => [size]),
  asked(siteStats, { query, topPaths: 3 }, ({ visitors, views, paths: top }) => [
    visitors,
    views,
    ...top.map(({ events }) => events),
  ]),
  asked(realtime, { includeBots: false, topPages: 3 }, (one) => [
    one.activeVisitors,
    one.activeSessions,
    ...one.pages.map(({ sessions }) => sessions),
  ]),
];

/** Deviations of a normal distribution: with hundreds of numbers, some are beyond three. */
const deviationsMax = 4;
/** No visitor has more of anything that is counted. */
const perVisitorMax = 12;

describe("what is estimated from a sample is near what everything says", () => {
  test.each(questions.map((one) => [one.name, one] as const))("%s", async (_, { ask }) => {
    engine.now = start + 5 * dayMs + 12 * hourMs;
    const exact = await ask("full");
    expect(exact).toMatchObject({ factorMax: 1, error: 0 });
    expect(exact.numbers[0]).toBeGreaterThan(50);
    for (const [project, , factorMax] of samplings) {
      const found = await ask(project);
      expect(found.factorMax).toBeLessThanOrEqual(factorMax);
      expect(found.numbers.length).toBe(exact.numbers.length);
      for (const [place, number] of found.numbers.entries()) {
        // The variance of a sum over visitors that are kept with the chance 1/f is at most Σ n² (f − 1).
        const deviation = Math.sqrt(exact.numbers[place]! * perVisitorMax * (factorMax - 1));
        expect(Math.abs(number - exact.numbers[place]!)).toBeLessThanOrEqual(deviationsMax * deviation);
      }
    }
  });

  test.each(questions.map((one) => [one.name, one] as const))(
    "%s, as near as the answer says",
    async (name, { ask }) => {
      engine.now = start + 5 * dayMs + 12 * hourMs;
      const exact = await ask("full");
      for (const [project] of samplings) {
        const { numbers, error } = await ask(project);
        // Site statistics have no place to say it.
        if (name === "site-stats") continue;
        const deviation = (error / 1.96) * numbers[0]!;
        expect(Math.abs(numbers[0]! - exact.numbers[0]!)).toBeLessThanOrEqual(deviationsMax * deviation);
        expect(error).toBeLessThan(0.5);
      }
    },
  );
});
