import { abTest } from "../../src/analyses/ab-test/index.ts";
import { funnel } from "../../src/analyses/funnel/index.ts";
import type { FunnelParams } from "../../src/analyses/funnel/params.ts";
import type { Funnel } from "../../src/analyses/funnel/shape.ts";
import { journey } from "../../src/analyses/journey/index.ts";
import { paths } from "../../src/analyses/paths/index.ts";
import { retention } from "../../src/analyses/retention/index.ts";
import { segmentMembers } from "../../src/analyses/segment-members/index.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import { type Days, type QueryCase, lists, queryCase, rounded } from "./query-case.ts";

/** Questions that follow each visitor. */
export function visitorCases(days: Days): QueryCase[] {
  return [
    funnelCase(days, { name: "funnel of 3 steps, 30 days", budgetMs: 300, names: shop, lastDays: 30 }),
    funnelCase(days, { name: "funnel of 3 steps, 90 days", names: shop, lastDays: 90 }),
    funnelCase(days, {
      name: "funnel of 5 steps by country, 30 days",
      names: ["pageview", "click", "add_to_cart", "checkout", "purchase"],
      lastDays: 30,
      breakdown: { field: { column: "country" }, valuesMax: 10 },
    }),
    retentionCase(days),
    pathsCase(days),
    journeyCase(days),
    segmentCase(days),
    abTestCase(days),
  ];
}

const shop = ["pageview", "add_to_cart", "purchase"];

interface FunnelCase {
  readonly name: string;
  readonly budgetMs?: number;
  readonly names: readonly string[];
  readonly lastDays: number;
  readonly breakdown?: NonNullable<FunnelParams["breakdown"]>;
}

/** The plain SQL counts bars only: it knows no times from step to step, and no values of a breakdown. */
function funnelCase(days: Days, { names, lastDays, breakdown, ...more }: FunnelCase): QueryCase {
  const conditions = names.map((name) => `name = '${name}'`).join(", ");
  const listed = names.map((name) => `'${name}'`).join(", ");
  const atLeast = names.map((_, index) => `countIf(level > ${index})`).join(", ");
  return queryCase({
    ...more,
    analysis: funnel,
    params: {
      query: days.last(lastDays),
      steps: names.map((name) => ({ event: { name, conditions: [] } })),
      order: "ordered",
      windowMs: 7 * dayMs,
      exclusions: [],
      unit: "visitor",
      breakdown,
    },
    numbers: ({ steps }: Funnel) => [steps.map(({ count }) => count)],
    plainSql: `SELECT ${atLeast} FROM (
      SELECT visitor_id, windowFunnel(${7 * dayMs * 1024 + 1023}, 'strict_once', 'strict_increase')(key, ${conditions}) AS level FROM (
        SELECT visitor_id, name, toUInt64(toUnixTimestamp64Milli(time) * 1024 + row_number() OVER (PARTITION BY visitor_id, time ORDER BY seq)) AS key
        FROM events_v1 WHERE ${days.sqlLast(lastDays)} AND name IN (${listed}))
      GROUP BY visitor_id)`,
    plainNumbers: lists,
  });
}

function retentionCase(days: Days): QueryCase {
  const people = days.sqlPeople;
  return queryCase({
    name: "retention, 30 days",
    budgetMs: 500,
    analysis: retention,
    params: {
      query: days.last(30),
      mode: "first_time",
      entry: { name: "signup", conditions: [] },
      return: { name: "login", conditions: [] },
      unit: "day",
      lastPeriod: 7,
    },
    numbers: ({ cohorts }) =>
      cohorts.flatMap(({ start, visitors, periods }) =>
        [[start, -1, visitors], ...periods.map((period, n) => [start, n, period.visitors])].filter(
          (cell) => cell[2] !== 0,
        ),
      ),
    plainSql: `WITH entries AS (
        SELECT visitor_id, min(time) AS entered, toDate(entered) AS cohort FROM events_v1
        WHERE ${people} AND name = 'signup' AND time < ${days.moment(0)} GROUP BY visitor_id HAVING entered >= ${days.moment(30)}),
      returns AS (
        SELECT DISTINCT visitor_id, toDate(time) AS seen FROM events_v1 WHERE ${people} AND name = 'login' AND time >= ${days.moment(30)})
      SELECT toUnixTimestamp(toDateTime(cohort, 'UTC')) * 1000 AS start, n, count() FROM (
        SELECT cohort, -1 AS n FROM entries
        UNION ALL
        SELECT cohort, dateDiff('day', cohort, seen) AS n FROM entries JOIN returns USING visitor_id WHERE n BETWEEN 0 AND 7)
      GROUP BY start, n ORDER BY start, n`,
    plainNumbers: lists,
  });
}

/** From signups on, three events further; nodes with what follows them. All eight names keep theirs. */
function pathsCase(days: Days): QueryCase {
  return queryCase({
    name: "paths after an event, 30 days",
    analysis: paths,
    params: {
      query: days.last(30),
      start: { name: "signup", conditions: [] },
      direction: "after",
      by: "event",
      depth: 3,
      limit: 10,
    },
    numbers: ({ nodes, links }) => [
      inOrder(nodes.map(({ level, name, sessions }) => [level, name, sessions])),
      inOrder(links.map(({ source, target, sessions }) => [source, target, sessions])),
    ],
    plainSql: `WITH routes AS (
        SELECT arraySlice(arrayCompact(arraySlice(names, indexOf(names, 'signup'))), 1, 4) AS route FROM (
          SELECT arrayMap(x -> x.3, arraySort(groupArray((time, seq, toString(name))))) AS names FROM events_v1
          WHERE ${days.sqlLast(30)} GROUP BY session_id HAVING has(names, 'signup')))
      SELECT place - 1 AS level, route[place] AS node, route[place + 1] AS next, count() AS sessions
      FROM routes ARRAY JOIN arrayEnumerate(route) AS place GROUP BY level, node, next`,
    plainNumbers: (rows) => {
      const nodes = new Map<string, unknown[]>();
      const links: unknown[][] = [];
      for (const [level, node, next, sessions] of lists(rows) as [number, string, string, number][]) {
        const before = (nodes.get(`${level} ${node}`)?.[2] ?? 0) as number;
        nodes.set(`${level} ${node}`, [level, node, before + sessions]);
        if (next !== "") links.push([`${level}:${node}`, `${level + 1}:${next}`, sessions]);
      }
      return [inOrder([...nodes.values()]), inOrder(links)];
    },
  });
}

/**
 * Whole events, where sessions start, the facts of their sessions, and the totals: what a page of a journey answers.
 * A session is a whole one, also where somebody was known by another id in a part of it.
 */
function journeyCase(days: Days): QueryCase {
  return queryCase({
    name: "journey of one visitor",
    analysis: journey,
    params: { visitors: ["user_77"], period: {}, limit: 100 },
    numbers: ({ events, sessions, totalEvents, totalSessions }) => {
      const byId = new Map(sessions.map((session) => [session.session_id, session]));
      return events.map(({ event_id, session_id, isSessionStart }) => {
        const { startedAt, endedAt, events: count, landingPath } = byId.get(session_id)!;
        return [event_id, isSessionStart, startedAt, endedAt, count, landingPath, totalEvents, totalSessions];
      });
    },
    plainSql: `SELECT *, count() OVER () AS events, uniqExact(session_id) OVER () AS sessions FROM (
        SELECT *, min(time) OVER visit AS started_at, max(time) OVER visit AS ended_at, count() OVER visit AS session_events,
          (time, seq) = min((time, seq)) OVER visit AS is_start, argMinIf(path, (time, seq), name = 'pageview') OVER visit AS landing_path
        FROM events_v1 WHERE ${days.sqlPeople}
          AND session_id IN (SELECT session_id FROM events_v1 WHERE ${days.sqlPeople} AND visitor_id = 'user_77')
        WINDOW visit AS (PARTITION BY session_id))
      WHERE visitor_id = 'user_77' ORDER BY time, seq LIMIT 100`,
    plainNumbers: (rows) =>
      rows.map((row) => [
        row["event_id"],
        row["is_start"] === 1,
        Date.parse(`${String(row["started_at"])}Z`),
        Date.parse(`${String(row["ended_at"])}Z`),
        row["session_events"],
        row["landing_path"],
        row["events"],
        row["sessions"],
      ]),
  });
}

function segmentCase(days: Days): QueryCase {
  return queryCase({
    name: "segment of two conditions",
    analysis: segmentMembers,
    params: {
      segment: {
        all: [
          { did: { event: { name: "purchase", conditions: [] }, atLeast: 2, withinDays: 30 } },
          { profile: { field: { property: "plan" }, operator: "eq", value: "pro" } },
        ],
      },
      limit: 100,
    },
    numbers: ({ size }) => [[size]],
    plainSql: `SELECT count() FROM (SELECT visitor_id FROM events_v1 WHERE ${days.sqlPeople} GROUP BY visitor_id
      HAVING countIf(name = 'purchase' AND time >= ${days.moment(30)}) >= 2
        AND argMaxIf(properties.plan::String, (time, seq), isNotNull(properties.plan)) = 'pro')`,
    plainNumbers: lists,
  });
}

function abTestCase(days: Days): QueryCase {
  return queryCase({
    name: "A/B test, 30 days",
    analysis: abTest,
    params: {
      query: days.last(30),
      assignment: { name: "signup", conditions: [] },
      variantField: { property: "variant" },
      metric: { name: "purchase", conditions: [] },
      valueField: { column: "value" },
      confidence: 0.95,
      minimumSampleSize: 100,
    },
    numbers: ({ variants }) =>
      variants.map(({ name, visitors, converted, value }) => [
        name,
        visitors,
        converted,
        rounded(value.mean),
        rounded(value.deviation),
      ]),
    plainSql: `WITH exposed AS (
        SELECT visitor_id, min((time, seq)) AS at, argMin(properties.variant::String, (time, seq)) AS variant FROM events_v1
        WHERE ${days.sqlLast(30)} AND name = 'signup' AND isNotNull(properties.variant)
        GROUP BY visitor_id HAVING uniqExact(properties.variant::String) = 1),
      purchases AS (
        SELECT exposed.visitor_id AS visitor_id, count() AS hits, sum(ifNull(value, 0)) AS total
        FROM events_v1 AS bought JOIN exposed ON bought.visitor_id = exposed.visitor_id
        WHERE ${days.sqlLast(30)} AND name = 'purchase' AND (time, seq) > exposed.at GROUP BY visitor_id)
      SELECT variant, count(), countIf(hits > 0), avg(total), stddevSampStable(total)
      FROM exposed LEFT JOIN purchases USING visitor_id GROUP BY variant ORDER BY variant`,
    plainNumbers: (rows) =>
      lists(rows).map(([variant, visitors, converted, ...more]) => [
        variant,
        visitors,
        converted,
        ...more.map(rounded),
      ]),
  });
}

/** The same rows in the same order, whatever order they came in. */
function inOrder(rows: readonly (readonly unknown[])[]): readonly unknown[][] {
  return rows.map((row) => [...row]).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
