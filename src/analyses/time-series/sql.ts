import { eventCondition, rollupCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { TimeSeriesPlan } from "./plan.ts";

const metricSql = {
  events: sql`count()`,
  visitors: sql`uniqExact(visitor_hash)`,
  sessions: sql`uniqExact(session_id)`,
} as const;

export function timeSeriesSql(plan: TimeSeriesPlan): Record<string, Sql> {
  const interval = integer(plan.intervalMs);
  if (plan.countsFrom === "rollup") {
    return {
      buckets: sql`SELECT intDiv(toUnixTimestamp(bucket) * 1000, ${interval}) * ${interval} AS start, sum(events) AS value
  FROM events_15m WHERE ${rollupCondition(plan.query)} GROUP BY start ORDER BY start`,
    };
  }
  return {
    buckets: sql`SELECT intDiv(toUnixTimestamp64Milli(time), ${interval}) * ${interval} AS start, ${metricSql[plan.metric]} AS value
  FROM events WHERE ${eventCondition(plan.query)} GROUP BY start ORDER BY start`,
  };
}
