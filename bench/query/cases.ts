import { activeUsers } from "../../src/analyses/active-users/index.ts";
import { breakdown } from "../../src/analyses/breakdown/index.ts";
import { funnel } from "../../src/analyses/funnel/index.ts";
import { journey } from "../../src/analyses/journey/index.ts";
import { overview } from "../../src/analyses/overview/index.ts";
import { realtime } from "../../src/analyses/realtime/index.ts";
import { timeSeries } from "../../src/analyses/time-series/index.ts";
import type { Analytics } from "../../src/analytics/analytics.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import type { Failure } from "../../src/kernel/errors.ts";
import type { Result } from "../../src/kernel/result.ts";
import { type Query, everything } from "../../src/query/query.ts";

export interface QueryCase {
  readonly name: string;
  /** p95 that DESIGN §7 asks for; null where it states none. */
  readonly budgetMs: number | null;
  run(analytics: Analytics, project: string): Promise<Result<unknown, Failure>>;
  readonly plainSql: string;
}

/** The questions of the bench, each with the plainest correct SQL for the same answer. */
export function queryCases(endMs: number): QueryCase[] {
  const last = (
    days: number,
  ): Query & { readonly period: { readonly from: number; readonly to: number } } => ({
    ...everything,
    period: { from: endMs - days * dayMs, to: endMs },
  });
  const since = (days: number) =>
    `project_id = {project:String} AND NOT is_bot AND time >= fromUnixTimestamp64Milli(${endMs - days * dayMs}, 'UTC') AND time < fromUnixTimestamp64Milli(${endMs}, 'UTC')`;
  const steps = (names: readonly string[]) => names.map((name) => ({ event: { name, conditions: [] } }));
  const funnelOf = (names: readonly string[], days: number) => ({
    query: last(days),
    steps: steps(names),
    order: "ordered" as const,
    windowMs: 7 * dayMs,
    exclusions: [],
    unit: "visitor" as const,
  });
  const plainFunnel = (names: readonly string[], days: number) => {
    const conditions = names.map((name) => `name = '${name}'`).join(", ");
    return `SELECT level, count() FROM (
      SELECT visitor_id, windowFunnel(${7 * dayMs * 1024 + 1023}, 'strict_once', 'strict_increase')(key, ${conditions}) AS level FROM (
        SELECT visitor_id, name, toUnixTimestamp64Milli(time) * 1024 + row_number() OVER (PARTITION BY visitor_id, time ORDER BY seq) AS key
        FROM events_v1 WHERE ${since(days)} AND name IN (${names.map((name) => `'${name}'`).join(", ")}))
      GROUP BY visitor_id) GROUP BY level`;
  };
  return [
    {
      name: "overview, 30 days",
      budgetMs: 50,
      run: (analytics, project) =>
        analytics.run(overview, { query: last(30), topPages: 10 }, { project_id: project }),
      plainSql: `SELECT (SELECT (count(), uniqExact(visitor_id), uniqExact(session_id)) FROM events_v1 WHERE ${since(30)}),
        (SELECT groupArray((name, c)) FROM (SELECT name, count() c FROM events_v1 WHERE ${since(30)} GROUP BY name)),
        (SELECT groupArray((device_type, c)) FROM (SELECT device_type, count() c FROM events_v1 WHERE ${since(30)} GROUP BY device_type)),
        (SELECT groupArray((country, c)) FROM (SELECT country, count() c FROM events_v1 WHERE ${since(30)} GROUP BY country)),
        (SELECT groupArray((path, c)) FROM (SELECT path, count() c FROM events_v1 WHERE ${since(30)} AND name = 'pageview' GROUP BY path ORDER BY c DESC LIMIT 10)),
        (SELECT (avg(d), avg(b)) FROM (SELECT max(toUnixTimestamp64Milli(time)) - min(toUnixTimestamp64Milli(time)) d, countIf(name = 'pageview') = 1 AND count() = 1 b FROM events_v1 WHERE ${since(30)} GROUP BY session_id))`,
    },
    {
      name: "events by hour, 7 days",
      budgetMs: 50,
      run: (analytics, project) =>
        analytics.run(
          timeSeries,
          { query: last(7), metrics: [{ of: "events" }], interval: { unit: "hour" } },
          { project_id: project },
        ),
      plainSql: `SELECT toStartOfHour(time) AS hour, count() FROM events_v1 WHERE ${since(7)} GROUP BY hour ORDER BY hour`,
    },
    {
      name: "events by day, 90 days",
      budgetMs: 50,
      run: (analytics, project) =>
        analytics.run(
          timeSeries,
          { query: last(90), metrics: [{ of: "events" }], interval: { unit: "day" } },
          { project_id: project },
        ),
      plainSql: `SELECT toDate(time) AS day, count() FROM events_v1 WHERE ${since(90)} GROUP BY day ORDER BY day`,
    },
    {
      name: "daily active users, 90 days",
      budgetMs: 50,
      run: (analytics, project) =>
        analytics.run(
          timeSeries,
          { query: last(90), metrics: [{ of: "visitors" }], interval: { unit: "day" } },
          { project_id: project },
        ),
      plainSql: `SELECT toDate(time) AS day, uniqExact(visitor_id) FROM events_v1 WHERE ${since(90)} GROUP BY day ORDER BY day`,
    },
    {
      name: "DAU, WAU, MAU, 30 days",
      budgetMs: null,
      run: (analytics, project) => analytics.run(activeUsers, { query: last(30) }, { project_id: project }),
      plainSql: `SELECT day, uniqExactIf(visitor_id, age < 1), uniqExactIf(visitor_id, age < 7), uniqExact(visitor_id) FROM (
        SELECT DISTINCT visitor_id, toDate(time) AS seen FROM events_v1 WHERE ${since(60)})
        ARRAY JOIN range(30) AS age, arrayMap(a -> seen + a, range(30)) AS day GROUP BY day ORDER BY day`,
    },
    {
      name: "top pages, 30 days",
      budgetMs: null,
      run: (analytics, project) =>
        analytics.run(
          breakdown,
          {
            query: {
              ...last(30),
              filters: [{ field: { column: "name" }, operator: "eq", value: "pageview" }],
            },
            metrics: [{ of: "events" }],
            by: [{ column: "path" }],
            limit: 10,
          },
          { project_id: project },
        ),
      plainSql: `SELECT path, count() AS c FROM events_v1 WHERE ${since(30)} AND name = 'pageview' GROUP BY path ORDER BY c DESC LIMIT 10`,
    },
    {
      name: "realtime",
      budgetMs: null,
      run: (analytics, project) =>
        analytics.run(realtime, { includeBots: false, topPages: 10 }, { project_id: project }),
      plainSql: `SELECT uniqExact(session_id), uniqExact(visitor_id), countIf(time > fromUnixTimestamp64Milli(${endMs - 60_000}, 'UTC'))
        FROM events_v1 WHERE project_id = {project:String} AND NOT is_bot AND time > fromUnixTimestamp64Milli(${endMs - 1_800_000}, 'UTC')`,
    },
    {
      name: "funnel of 3 steps, 30 days",
      budgetMs: 300,
      run: (analytics, project) =>
        analytics.run(funnel, funnelOf(["pageview", "add_to_cart", "purchase"], 30), { project_id: project }),
      plainSql: plainFunnel(["pageview", "add_to_cart", "purchase"], 30),
    },
    {
      name: "funnel of 3 steps, 90 days",
      budgetMs: null,
      run: (analytics, project) =>
        analytics.run(funnel, funnelOf(["pageview", "add_to_cart", "purchase"], 90), { project_id: project }),
      plainSql: plainFunnel(["pageview", "add_to_cart", "purchase"], 90),
    },
    {
      name: "funnel of 5 steps by country, 30 days",
      budgetMs: null,
      run: (analytics, project) =>
        analytics.run(
          funnel,
          {
            ...funnelOf(["pageview", "click", "add_to_cart", "checkout", "purchase"], 30),
            breakdown: { field: { column: "country" }, valuesMax: 10 },
          },
          { project_id: project },
        ),
      plainSql: plainFunnel(["pageview", "click", "add_to_cart", "checkout", "purchase"], 30),
    },
    {
      name: "journey of one visitor",
      budgetMs: null,
      run: (analytics, project) =>
        analytics.run(journey, { visitor: "user_77", period: {}, limit: 100 }, { project_id: project }),
      plainSql: `SELECT event_id, name, time, properties FROM events_v1
        WHERE project_id = {project:String} AND visitor_id = 'user_77' ORDER BY time, seq LIMIT 100`,
    },
  ];
}
