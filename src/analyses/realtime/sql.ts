import { eventCondition, isPageViewSql } from "../../query/query.ts";
import { type Sql, integer, moment, sql } from "../../query/sql.ts";
import type { RealtimePlan } from "./plan.ts";

/** The last half hour of events says it all: a session whose last event is older is over. */
export function realtimeSql({ query, minuteAgo, topPages }: RealtimePlan): Record<string, Sql> {
  const condition = eventCondition(query);
  return {
    totals: sql`SELECT uniqExact(session_id) AS sessions, uniqExact(visitor_hash) AS visitors,
    countIf(time >= ${moment(minuteAgo)}) AS last_minute FROM events WHERE ${condition}`,
    pages: sql`SELECT item, count() AS events FROM (
    SELECT argMax(path, (events.time, seq)) AS item FROM events
    WHERE ${condition} AND ${isPageViewSql} AND path != '' GROUP BY session_id
  ) GROUP BY item ORDER BY events DESC, item LIMIT ${integer(topPages)}`,
  };
}
