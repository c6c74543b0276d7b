import { abTestMembers } from "../../src/analyses/ab-test-members/index.ts";
import { abTest } from "../../src/analyses/ab-test/index.ts";
import type { AbTestParams } from "../../src/analyses/ab-test/params.ts";
import { activeUsers } from "../../src/analyses/active-users/index.ts";
import type { Analysis, StreamedAnalysis } from "../../src/analyses/analysis.ts";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { eventExport } from "../../src/analyses/event-export/index.ts";
import { eventList } from "../../src/analyses/event-list/index.ts";
import { eventNames } from "../../src/analyses/event-names/index.ts";
import { eventProperties } from "../../src/analyses/event-properties/index.ts";
import { eventSummary } from "../../src/analyses/event-summary/index.ts";
import { funnelMembers } from "../../src/analyses/funnel-members/index.ts";
import { funnel } from "../../src/analyses/funnel/index.ts";
import type { FunnelParams } from "../../src/analyses/funnel/params.ts";
import { journey } from "../../src/analyses/journey/index.ts";
import { knownEvents } from "../../src/analyses/known-events/index.ts";
import { lifecycle } from "../../src/analyses/lifecycle/index.ts";
import { loadProgress } from "../../src/analyses/load-progress/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { paths } from "../../src/analyses/paths/index.ts";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { retentionMembers } from "../../src/analyses/retention-members/index.ts";
import { retention } from "../../src/analyses/retention/index.ts";
import type { RetentionParams } from "../../src/analyses/retention/params.ts";
import { segmentMembers } from "../../src/analyses/segment-members/index.ts";
import { sessionDetail } from "../../src/analyses/session-detail/index.ts";
import { sessions } from "../../src/analyses/sessions/index.ts";
import { siteStats } from "../../src/analyses/site-stats/index.ts";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import { dayMs, hourMs } from "../../src/kernel/clock.ts";
import type { Condition } from "../../src/query/condition.ts";
import type { ClosedPeriod } from "../../src/query/interval.ts";
import { type ProjectFacts, type Query, everything } from "../../src/query/query.ts";
import type { Segment } from "../../src/query/segment.ts";
import { type Statement, render } from "../../src/query/sql.ts";

/*
 * Questions of every analysis, of every kind that it plans differently: what the golden files show, what is
 * tried with hostile texts, and what is run by the real engine. A new analysis adds its own here.
 */

/** One question. Wherever text from outside can stand, there stands `outside`. */
export interface Case {
  readonly analysis: string;
  readonly name: string;
  statements(outside: string, facts?: ProjectFacts): Readonly<Record<string, Statement>>;
  /** The answer of a runner, whatever it is; throws what the runner throws. */
  run(runner: Runner, outside: string): Promise<unknown>;
}

type Runner = <Params, Plan, Answer>(
  analysis: Analysis<Params, Plan, Answer>,
  params: Params,
) => Promise<Answer>;

/** The present of all cases. */
export const casesNow = Date.UTC(2024, 5, 1, 12);

/** A streamed analysis, its items all at once. */
function whole<Params, Plan, Item>(
  analysis: StreamedAnalysis<Params, Plan, Item>,
): Analysis<Params, Plan, readonly Item[]> {
  return {
    ...analysis,
    sql: (plan) => ({ rows: analysis.sql(plan) }),
    shape: ({ rows = [] }) => rows.map((row) => analysis.shape(row)),
  };
}

type Questions<Params> = Readonly<Record<string, (outside: string) => Params>>;

/** In two calls, because then the first tells the compiler what the second is about. */
function casesOf<Params, Plan, Answer>(
  analysis: Analysis<Params, Plan, Answer>,
): (questions: Questions<Params>) => Case[] {
  return (questions) =>
    Object.entries(questions).map(([name, paramsOf]) => ({
      analysis: analysis.name,
      name,
      statements: (outside, facts = { sampled: false }) => {
        const plan = analysis.plan(analysis.params.parse(paramsOf(outside)), casesNow, facts);
        const statements = Object.entries(analysis.sql(plan));
        return Object.fromEntries(statements.map(([key, statement]) => [key, render(statement)]));
      },
      run: (runner, outside) => runner(analysis, paramsOf(outside)),
    }));
}

const day: ClosedPeriod = { from: Date.UTC(2024, 4, 31), to: Date.UTC(2024, 5, 1) };
const oddHours: ClosedPeriod = { from: Date.UTC(2024, 4, 31, 10, 7), to: Date.UTC(2024, 4, 31, 12, 7) };
/** Two whole days, and what is on either side. */
const oddDays: ClosedPeriod = { from: Date.UTC(2024, 4, 29, 10, 7), to: Date.UTC(2024, 5, 1, 12, 7) };
const oddMinutes: ClosedPeriod = { from: Date.UTC(2024, 4, 31, 10, 7), to: Date.UTC(2024, 4, 31, 10, 29) };

const within = <P extends object>(period: P): Query & { readonly period: P } => ({ ...everything, period });

/** A column, the number column, and a property whose key is from outside too, in both kinds of trees. */
const conditions = (outside: string): Condition[] => [
  { field: { column: "country" }, operator: "eq", value: outside },
  {
    any: [
      { field: { column: "value" }, operator: "gte", value: 5 },
      { all: [{ field: { property: outside }, operator: "ne", value: outside }] },
    ],
  },
];

const segment = (outside: string): Segment => ({
  all: [
    { did: { event: { name: outside, conditions: [] }, withinDays: 30 } },
    { profile: { field: { property: outside }, operator: "eq", value: outside } },
  ],
});

const filtered = <P extends object>(period: P, outside: string) => ({
  ...within(period),
  filters: conditions(outside),
  segment: { segment: segment(outside), asOf: casesNow },
});

const withBots = <P extends object>(period: P) => ({ ...within(period), includeBots: true });

export const cases: readonly Case[] = [
  ...casesOf(overview)({
    "all time": () => ({ query: within({}), topPages: 10 }),
    "a day, from the rollup": () => ({ query: within(day), topPages: 10 }),
    "odd days, from the rollup and the events beside it": () => ({ query: within(oddDays), topPages: 10 }),
    "minutes, from the events": () => ({ query: within(oddMinutes), topPages: 10 }),
    "with bots": () => ({ query: withBots(day), topPages: 10 }),
    filtered: (outside) => ({ query: filtered(day, outside), topPages: 10 }),
  }),
  ...casesOf(eventList)({
    latest: () => ({ query: within({}), limit: 100 }),
    filtered: (outside) => ({ query: filtered(oddHours, outside), limit: 5 }),
    "the next page": () => ({ query: within(day), limit: 5, after: { time: day.from + 5, seq: 17 } }),
  }),
  ...casesOf(eventSummary)({
    "all time": () => ({ query: within({}), topNames: 100 }),
    filtered: (outside) => ({ query: filtered(day, outside), topNames: 100 }),
  }),
  ...casesOf(siteStats)({
    "a site of all time": (outside) => ({
      query: { ...within({}), filters: siteFilter(outside) },
      topPaths: 10,
    }),
    "a site's day": (outside) => ({ query: { ...within(day), filters: siteFilter(outside) }, topPaths: 10 }),
    filtered: (outside) => ({ query: filtered(day, outside), topPaths: 10 }),
  }),
  ...casesOf(loadProgress)({ "since a mark": () => ({ fromSeq: 17, toSeq: 4_711 }) }),
  ...casesOf(knownEvents)({
    "a few ids": (outside) => ({ eventIds: [outside, "evt_1", "evt_1"], ...day }),
    "more ids than fit in one statement": (outside) => ({
      eventIds: [outside, ...Array.from({ length: 600 }, (_, index) => `${index}`.padStart(200, "x"))],
      ...day,
    }),
  }),
  ...casesOf(realtime)({
    now: () => ({ includeBots: false, topPages: 10 }),
    "with bots": () => ({ includeBots: true, topPages: 3 }),
    filtered: (outside) => ({
      includeBots: false,
      topPages: 3,
      filters: conditions(outside),
      segment: { segment: segment(outside), asOf: casesNow },
    }),
  }),
  ...casesOf(activeUsers)({
    "a day": () => ({ query: within(day) }),
    "two days around a change of the clock": () => ({
      query: {
        ...within({ from: Date.UTC(2024, 2, 30, 23), to: Date.UTC(2024, 3, 1, 22) }),
        zone: "Europe/Berlin",
      },
    }),
    filtered: (outside) => ({ query: filtered(day, outside) }),
  }),
  ...casesOf(breakdown)({
    "totals, from the rollup": () => ({ query: within(day), metrics: [{ of: "events" }], by: [], limit: 10 }),
    "visitors of odd days, from the days and the events beside them": () => ({
      query: within(oddDays),
      metrics: [{ of: "visitors" }, { of: "events" }],
      by: [],
      limit: 10,
    }),
    "totals of odd days, from the rollup and the events beside it": () => ({
      query: within(oddDays),
      metrics: [{ of: "events" }, { of: "page_views" }],
      by: [],
      limit: 10,
    }),
    "by name, from the rollup": (outside) => ({
      query: within(day),
      metrics: [{ of: "page_views" }, { of: "events", name: outside }],
      by: [{ column: "name" }],
      limit: 10,
    }),
    "by a column and a property": (outside) => ({
      query: withBots(oddHours),
      metrics: [{ of: "visitors" }, { of: "sessions" }, { of: "p95", field: { property: outside } }],
      by: [{ column: "country" }, { property: outside }, { column: "value" }],
      limit: 5,
    }),
    filtered: (outside) => ({
      query: filtered(day, outside),
      metrics: [
        { of: "sum", field: { column: "value" } },
        { of: "events", name: outside },
      ],
      by: [{ column: "channel" }],
      limit: 3,
    }),
  }),
  ...casesOf(timeSeries)({
    "hours, from the rollup": (outside) => ({
      query: within(day),
      metrics: [{ of: "events" }, { of: "events", name: outside }],
      interval: { ms: hourMs },
    }),
    "days, from their merged visitors": () => ({
      query: within({ from: day.from, to: day.from + 2 * dayMs }),
      metrics: [{ of: "visitors" }, { of: "events" }],
      interval: { unit: "day" },
    }),
    "odd days, from their merged visitors and the events beside them": () => ({
      query: within(oddDays),
      metrics: [{ of: "visitors" }, { of: "events" }],
      interval: { unit: "day" },
    }),
    "days with bots, from their visitors": () => ({
      query: { ...within({ from: day.from, to: day.from + 2 * dayMs }), includeBots: true },
      metrics: [{ of: "visitors" }],
      interval: { unit: "day" },
    }),
    "minutes, from the events": () => ({
      query: within({ from: Date.UTC(2024, 4, 31, 10), to: Date.UTC(2024, 4, 31, 10, 30) }),
      metrics: [{ of: "events" }],
      interval: { ms: 60_000 },
    }),
    "days around a change of the clock, compared": () => ({
      query: {
        ...within({ from: Date.UTC(2024, 2, 29, 23), to: Date.UTC(2024, 3, 1, 22) }),
        zone: "Europe/Berlin",
      },
      metrics: [{ of: "visitors" }],
      interval: { unit: "day" },
      compare: "previous",
    }),
    "broken down": (outside) => ({
      query: filtered({ from: day.from, to: day.from + 2 * dayMs }, outside),
      metrics: [{ of: "sessions" }, { of: "median", field: { property: outside } }],
      interval: { unit: "day" },
      breakdown: { field: { property: outside }, limit: 2 },
    }),
  }),
  ...casesOf(funnel)({
    "ordered, within a day": (outside) => ({ ...purchase(outside), windowMs: dayMs }),
    "ordered, with limits between steps and an exclusion": (outside) => ({
      ...purchase(outside),
      steps: purchase(outside).steps.map((step, index) =>
        index === 0 ? step : { ...step, withinMs: hourMs },
      ),
      exclusions: [{ event: { name: outside, conditions: [] }, afterStep: 1, beforeStep: 2 }],
    }),
    "strict, of sessions": (outside) => ({
      ...purchase(outside),
      order: "strict",
      unit: "session",
      windowMs: dayMs,
    }),
    "any order": (outside) => ({ ...purchase(outside), order: "any", windowMs: dayMs }),
    "broken down and filtered": (outside) => ({
      ...purchase(outside),
      query: filtered(day, outside),
      breakdown: { field: { property: outside }, valuesMax: 3 },
    }),
  }),
  ...casesOf(funnelMembers)({
    "who reached the second step": (outside) => ({
      funnel: { ...purchase(outside), windowMs: dayMs },
      step: 2,
      outcome: "reached",
      limit: 50,
    }),
    "the next page of who dropped out, of one value": (outside) => ({
      funnel: { ...purchase(outside), breakdown: { field: { property: outside }, valuesMax: 3 } },
      step: 3,
      outcome: "dropped",
      group: { value: outside },
      limit: 50,
      after: "4711",
    }),
    "of none of the values": (outside) => ({
      funnel: {
        ...purchase(outside),
        unit: "session",
        breakdown: { field: { column: "country" }, valuesMax: 3 },
      },
      step: 1,
      outcome: "reached",
      group: { noneOf: [outside, null] },
      limit: 50,
    }),
  }),
  ...casesOf(sessions)({
    "of a range": () => ({ period: day, filters: {}, includeBots: false, limit: 50 }),
    "that go on now": () => ({ period: "active", filters: {}, includeBots: false, limit: 50 }),
    "with an event that is selected": (outside) => ({
      period: day,
      filters: {},
      having: {
        filters: conditions(outside),
        segment: { segment: segment(outside), asOf: casesNow },
      },
      includeBots: false,
      limit: 50,
    }),
    "every filter, the next page": (outside) => ({
      period: oddHours,
      filters: {
        visitor_id: outside,
        user_id: outside,
        country: outside,
        device_type: outside,
        channel: outside,
        landing_path: outside,
        exit_path: outside,
        isBounce: true,
      },
      includeBots: true,
      limit: 10,
      after: { startedAt: day.from, sessionId: outside },
    }),
  }),
  ...casesOf(sessionDetail)({ "by its id": (outside) => ({ sessionId: outside, eventsMax: 100 }) }),
  ...casesOf(journey)({
    "from the start": (outside) => ({ visitors: [outside, "other"], period: {}, limit: 100 }),
    "the next page of a range": (outside) => ({
      visitors: [outside, "other"],
      period: day,
      limit: 10,
      after: { time: day.from + 1, seq: 4_711 },
    }),
  }),
  ...casesOf(paths)({
    "events after an event": (outside) => ({
      query: within(day),
      start: { name: outside, conditions: [] },
      direction: "after",
      by: "event",
      depth: 3,
      limit: 5,
    }),
    "pages before a page, filtered": (outside) => ({
      query: filtered(day, outside),
      start: { conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
      direction: "before",
      by: "page",
      depth: 2,
      limit: 3,
    }),
  }),
  ...casesOf(eventNames)({ filtered: (outside) => ({ query: filtered(day, outside), limit: 100 }) }),
  ...casesOf(eventProperties)({
    filtered: (outside) => ({ query: filtered(day, outside), limit: 100, samples: 5 }),
  }),
  ...casesOf(lifecycle)({
    "days of a zone": () => ({
      query: {
        ...within({ from: Date.UTC(2024, 2, 29, 23), to: Date.UTC(2024, 3, 1, 22) }),
        zone: "Europe/Berlin",
      },
      interval: { unit: "day" },
    }),
    "days of UTC, from their visitors": () => ({ query: within(oddDays), interval: { unit: "day" } }),
    "weeks, filtered": (outside) => ({
      query: filtered(day, outside),
      interval: { unit: "week", weekStart: "sunday" },
    }),
  }),
  ...casesOf(whole(eventExport))({
    "a day": () => ({ query: within(day), limit: 1_000 }),
    filtered: (outside) => ({ query: filtered(oddHours, outside), limit: 10 }),
  }),
  ...casesOf(retention)({
    "first signups by day": (outside) => comingBack(outside),
    "recurring, by week of a zone, filtered": (outside) => ({
      ...comingBack(outside),
      query: { ...filtered(day, outside), zone: "Europe/Berlin" },
      mode: "recurring",
      unit: "week",
      weekStart: "sunday",
    }),
    "rolling periods of one cohort": (outside) => ({
      ...comingBack(outside),
      unit: "all",
      rollingMs: dayMs,
    }),
  }),
  ...casesOf(retentionMembers)({
    "the cohort itself": (outside) => ({ retention: comingBack(outside), cohort: day.from, limit: 50 }),
    "who came back, the next page": (outside) => ({
      retention: comingBack(outside),
      cohort: day.from,
      period: 2,
      limit: 50,
      after: "4711",
    }),
  }),
  ...casesOf(abTest)({
    "conversion of what is found": (outside) => buttonColor(outside),
    "revenue within a window, allocated and filtered": (outside) => ({
      ...buttonColor(outside),
      query: filtered(day, outside),
      valueField: { property: outside },
      windowMs: dayMs,
      allocation: [
        { variant: outside, weight: 1 },
        { variant: "B", weight: 3 },
      ],
      control: "B",
    }),
  }),
  ...casesOf(abTestMembers)({
    "who did not convert, the next page": (outside) => ({
      test: buttonColor(outside),
      outcome: "not_converted",
      of: { variant: outside },
      limit: 50,
      after: "4711",
    }),
    "of none of the variants": (outside) => ({
      test: buttonColor(outside),
      outcome: "exposed",
      of: { noneOf: [outside, "B"] },
      limit: 50,
    }),
    "who was in several variants": (outside) => ({
      test: buttonColor(outside),
      outcome: "excluded",
      limit: 50,
    }),
  }),
  ...casesOf(segmentMembers)({
    "the next page": (outside) => ({ segment: segment(outside), limit: 50, after: "4711" }),
  }),
];

/** Three steps: a name, a name with conditions, and another name with a condition on a property. */
function purchase(outside: string): FunnelParams {
  return {
    query: within(day),
    steps: [
      { event: { name: "page_view", conditions: [] } },
      {
        event: { name: outside, conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
      },
      {
        event: { name: "purchase", conditions: [{ field: { property: outside }, operator: "gt", value: 5 }] },
      },
    ],
    order: "ordered",
    exclusions: [],
    unit: "visitor",
  };
}

/** Assigned by an event of a name with a property, converted with another name. */
function buttonColor(outside: string): AbTestParams {
  return {
    query: within(day),
    assignment: {
      name: outside,
      conditions: [{ field: { property: outside }, operator: "exists", value: true }],
    },
    variantField: { property: outside },
    metric: { name: "purchase", conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
    confidence: 0.95,
    minimumSampleSize: 100,
  };
}

/** Signups, and any event of a path afterwards. */
function comingBack(outside: string): RetentionParams {
  return {
    query: within(day),
    mode: "first_time",
    entry: { name: outside, conditions: [{ field: { property: outside }, operator: "exists", value: true }] },
    return: { conditions: [{ field: { column: "path" }, operator: "eq", value: outside }] },
    unit: "day",
    lastPeriod: 7,
  };
}

function siteFilter(site: string): Condition[] {
  return [{ field: { property: "site_id" }, operator: "eq", value: site }];
}
