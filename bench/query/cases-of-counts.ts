import { activeUsers } from "../../src/analyses/active-users/index.ts";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import type { TimeSeries } from "../../src/analyses/time-series/shape.ts";
import type { ValueCount } from "../../src/analyses/value-count.ts";
import { type Days, type QueryCase, lists, queryCase, rounded } from "./query-case.ts";

/** Questions that count events, visitors and sessions. */
export function countCases(days: Days): QueryCase[] {
  return [
    overviewCase(days),
    queryCase({
      name: "events by hour, 7 days",
      budgetMs: 50,
      analysis: timeSeries,
      params: { query: days.last(7), metrics: [{ of: "events" }], interval: { unit: "hour" } },
      numbers: pointsOf,
      plainSql: `SELECT toUnixTimestamp(toStartOfHour(time)) * 1000 AS start, count() FROM events_v1
        WHERE ${days.sqlLast(7)} GROUP BY start ORDER BY start`,
      plainNumbers: lists,
    }),
    queryCase({
      name: "events by day, 90 days",
      budgetMs: 50,
      analysis: timeSeries,
      params: { query: days.last(90), metrics: [{ of: "events" }], interval: { unit: "day" } },
      numbers: pointsOf,
      plainSql: `SELECT toUnixTimestamp(toStartOfDay(time)) * 1000 AS start, count() FROM events_v1
        WHERE ${days.sqlLast(90)} GROUP BY start ORDER BY start`,
      plainNumbers: lists,
    }),
    queryCase({
      name: "daily active users, 90 days",
      budgetMs: 50,
      analysis: timeSeries,
      params: { query: days.last(90), metrics: [{ of: "visitors" }], interval: { unit: "day" } },
      numbers: pointsOf,
      plainSql: `SELECT toUnixTimestamp(toStartOfDay(time)) * 1000 AS start, uniqExact(visitor_id) FROM events_v1
        WHERE ${days.sqlLast(90)} GROUP BY start ORDER BY start`,
      plainNumbers: lists,
    }),
    queryCase({
      name: "DAU, WAU, MAU, 30 days",
      analysis: activeUsers,
      params: { query: days.last(30) },
      numbers: (answer) => answer.map(({ dau, wau, mau }) => [dau, wau, mau]),
      plainSql: `SELECT uniqExactIf(visitor_id, age < 1), uniqExactIf(visitor_id, age < 7), uniqExact(visitor_id) FROM (
          SELECT visitor_id, age, seen + age AS day FROM (
            SELECT DISTINCT visitor_id, toDate(time) AS seen FROM events_v1 WHERE ${days.sqlLast(59)})
          ARRAY JOIN range(30) AS age)
        WHERE day >= toDate(${days.moment(30)}) AND day < toDate(${days.moment(0)}) GROUP BY day ORDER BY day`,
      plainNumbers: lists,
    }),
    queryCase({
      name: "top pages, 30 days",
      analysis: breakdown,
      params: {
        query: {
          ...days.last(30),
          filters: [{ field: { column: "name" }, operator: "eq", value: "pageview" }],
        },
        metrics: [{ of: "events" }],
        by: [{ column: "path" }],
        limit: 10,
      },
      numbers: ({ groups }) => groups.map(({ by, values }) => [by[0], values[0]]),
      plainSql: `SELECT path, count() AS c FROM events_v1 WHERE ${days.sqlLast(30)} AND name = 'pageview'
        GROUP BY path ORDER BY c DESC, path LIMIT 10`,
      plainNumbers: lists,
    }),
    realtimeCase(days),
  ];
}

/** Duration and bounces are of whole sessions that started in the range, so the plain SQL looks a day further back. */
function overviewCase(days: Days): QueryCase {
  const range = days.sqlLast(30);
  const counts = (column: string, more = "", limit = "") =>
    `(SELECT groupArray((item, c)) FROM (SELECT ${column} AS item, count() AS c FROM events_v1 WHERE ${range}${more} AND item != '' GROUP BY item ORDER BY c DESC, item${limit}))`;
  return queryCase({
    name: "overview, 30 days",
    budgetMs: 50,
    analysis: overview,
    params: { query: days.last(30), topPages: 10 },
    numbers: (answer) => [
      [answer.events, answer.visitors, answer.sessions],
      [rounded(answer.averageSessionDurationMs), rounded(answer.bounceRate)],
      pairs(answer.names),
      pairs(answer.devices),
      pairs(answer.countries),
      pairs(answer.pages),
    ],
    plainSql: `SELECT (SELECT [count(), uniqExact(visitor_id), uniqExact(session_id)] FROM events_v1 WHERE ${range}),
      (SELECT [avg(duration), avg(is_bounce)] FROM (
        SELECT min(toUnixTimestamp64Milli(time)) AS start, max(toUnixTimestamp64Milli(time)) - start AS duration,
          countIf(name = 'pageview') = 1 AND count() = 1 AS is_bounce
        FROM events_v1 WHERE ${days.sqlLast(31)} GROUP BY session_id HAVING start >= toUnixTimestamp64Milli(${days.moment(30)}))),
      ${counts("name")}, ${counts("device_type")}, ${counts("country")},
      ${counts("path", " AND name = 'pageview'", " LIMIT 10")}`,
    plainNumbers: ([row]) => {
      const [totals, sessions, ...more] = Object.values(row ?? {}) as [number[], number[], ...unknown[]];
      return [totals, sessions.map(rounded), ...more];
    },
  });
}

function realtimeCase(days: Days): QueryCase {
  const halfHour = `project_id = {project:String} AND NOT is_bot AND time > fromUnixTimestamp64Milli(${days.endMs - 1_800_000}, 'UTC') AND time <= ${days.moment(0)}`;
  return queryCase({
    name: "realtime",
    analysis: realtime,
    params: { includeBots: false, topPages: 10 },
    numbers: (answer) => [
      [answer.activeSessions, answer.activeVisitors, answer.eventsLastMinute],
      answer.pages.map(({ page, sessions }) => [page, sessions]),
    ],
    plainSql: `SELECT (SELECT [uniqExact(session_id), uniqExact(visitor_id),
        countIf(time > fromUnixTimestamp64Milli(${days.endMs - 60_000}, 'UTC'))] FROM events_v1 WHERE ${halfHour}),
      (SELECT groupArray((page, c)) FROM (SELECT page, count() AS c FROM (
        SELECT argMax(path, (time, seq)) AS page FROM events_v1 WHERE ${halfHour} AND name = 'pageview' GROUP BY session_id)
        GROUP BY page ORDER BY c DESC, page LIMIT 10))`,
    plainNumbers: ([row]) => Object.values(row ?? {}),
  });
}

/** Buckets with something in them; the plain SQL has no others. */
function pointsOf({ points }: TimeSeries): unknown[][] {
  return points.map(({ start, values }) => [start, values[0]]).filter(([, value]) => value !== 0);
}

function pairs(counts: readonly ValueCount[]): unknown[][] {
  return counts.map(({ value, events }) => [value, events]);
}
