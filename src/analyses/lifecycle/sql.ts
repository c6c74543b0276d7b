import { bucketSql, eventMsSql } from "../../query/bucket-sql.ts";
import { allOf } from "../../query/filter.ts";
import { eventPeriodConditions, periodConditions } from "../../query/period.ts";
import { visitorAndEventCondition } from "../../query/query.ts";
import { type Sql, integer, integers, moment, sql } from "../../query/sql.ts";
import { wholeVisitors } from "../../query/whole-visitors.ts";
import { boundOfWhole } from "../bound.ts";
import type { LifecyclePlan } from "./plan.ts";

/**
 * Of each visitor: the first event ever, which may lie before the range, and the numbers of the periods
 * with activity. From them one mark for each period that a visitor is active in, and one for the period
 * after if it is not.
 */
export function lifecycleSql({ query, periods }: LifecyclePlan): Record<string, Sql> {
  if (periods.starts.length === 0) return {};
  const { from, to } = query.period;
  const number = sql`indexOf(${integers(periods.starts)}, ${bucketSql(periods, eventMsSql)})`;
  const inRange = allOf(periodConditions({ from }, sql`events.time`));
  const condition = allOf([...eventPeriodConditions({ to }), visitorAndEventCondition(query)]);
  const whole = wholeVisitors(query, condition);
  const active = sql`SELECT visitor_hash, 1 AS n FROM events WHERE ${condition}${whole.only} AND ${inRange} GROUP BY visitor_hash`;
  return {
    marks: sql`SELECT mark.1 AS period, mark.2 AS kind, ${whole.scaled(sql`count()`)} AS visitors
  FROM (
    SELECT groupUniqArrayIf(${number}, ${inRange}) AS active, min(events.time) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf(${integers(periods.starts)}, if(first >= ${moment(from)}, ${firstPeriod(periods)}, 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM events WHERE ${condition}${whole.only} GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= ${integer(periods.starts.length)}
  GROUP BY period, kind`,
    ...boundOfWhole(query, whole, active),
  };
}

function firstPeriod(periods: LifecyclePlan["periods"]): Sql {
  return bucketSql(periods, sql`toUnixTimestamp64Milli(first)`);
}
