import { aggregateSql } from "../../query/aggregate.ts";
import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import { eventCount, sessionCount, visitorCount } from "../../query/weight.ts";
import { boundOfCount } from "../bound.ts";
import type { EventSummaryPlan } from "./plan.ts";

export function eventSummarySql({ query, topNames }: EventSummaryPlan): Record<string, Sql> {
  const condition = eventCondition(query);
  const events = aggregateSql(eventCount(query));
  const visitors = aggregateSql(visitorCount(query));
  return {
    totals: sql`SELECT ${events} AS events, ${visitors} AS visitors, ${aggregateSql(sessionCount(query))} AS sessions,
    uniqExact(name) AS names, minOrNull(toUnixTimestamp64Milli(time)) AS first_at, maxOrNull(toUnixTimestamp64Milli(time)) AS last_at
  FROM events WHERE ${condition}`,
    names: sql`SELECT name AS item, ${events} AS events, ${visitors} AS visitors FROM events
  WHERE ${condition} GROUP BY item ORDER BY events DESC, item LIMIT ${integer(topNames)}`,
    ...boundOfCount(query, { of: "events" }),
  };
}
