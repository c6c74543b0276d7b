import { aggregateSql } from "../../query/aggregate.ts";
import { eventCondition, isPageViewSql } from "../../query/query.ts";
import { type Sql, integer, moment, sql } from "../../query/sql.ts";
import { eventCountIf, sessionCount, visitorCount } from "../../query/weight.ts";
import { wholeVisitors } from "../../query/whole-visitors.ts";
import { boundOfCount } from "../bound.ts";
import type { RealtimePlan } from "./plan.ts";

/** The last half hour of events says it all: a session whose last event is older is over. */
export function realtimeSql({ query, minuteAgo, topPages }: RealtimePlan): Record<string, Sql> {
  const condition = eventCondition(query);
  const isView = sql`${condition} AND ${isPageViewSql} AND path != ''`;
  const whole = wholeVisitors(query, isView);
  const lastMinute = eventCountIf(query, sql`time >= ${moment(minuteAgo)}`);
  return {
    totals: sql`SELECT ${aggregateSql(sessionCount(query))} AS sessions, ${aggregateSql(visitorCount(query))} AS visitors,
    ${aggregateSql(lastMinute)} AS last_minute FROM events WHERE ${condition}`,
    pages: sql`SELECT item, ${whole.scaled(sql`count()`)} AS events FROM (
    SELECT argMax(path, (events.time, seq)) AS item FROM events
    WHERE ${isView}${whole.only} GROUP BY session_id
  ) GROUP BY item ORDER BY events DESC, item LIMIT ${integer(topPages)}`,
    ...boundOfCount(query, { of: "visitors" }),
  };
}
