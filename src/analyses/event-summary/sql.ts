import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { EventSummaryPlan } from "./plan.ts";

export function eventSummarySql(plan: EventSummaryPlan): Record<string, Sql> {
  const condition = eventCondition(plan.query);
  return {
    totals: sql`SELECT count() AS events, uniqExact(visitor_hash) AS visitors, uniqExact(session_id) AS sessions,
    uniqExact(name) AS names, minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE ${condition}`,
    names: sql`SELECT name AS item, count() AS events, uniqExact(visitor_hash) AS visitors FROM events
  WHERE ${condition} GROUP BY item ORDER BY events DESC, item LIMIT ${integer(plan.topNames)}`,
  };
}
