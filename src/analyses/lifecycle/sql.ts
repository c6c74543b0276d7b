import { bucketSql, dayMsSql, eventMsSql } from "../../query/bucket-sql.ts";
import { allOf } from "../../query/filter.ts";
import { eventPeriodConditions } from "../../query/period.ts";
import { visitorAndEventCondition } from "../../query/query.ts";
import { visitorRows } from "../../query/rollup-rows.ts";
import { type Sql, integer, integers, sql } from "../../query/sql.ts";
import { type WholeVisitors, wholeVisitors } from "../../query/whole-visitors.ts";
import { boundOfWhole } from "../bound.ts";
import { type LifecyclePlan, untilEnd } from "./plan.ts";

/**
 * Of each visitor: the first event ever, which may lie before the range, and the numbers of the periods
 * with activity. From them one mark for each period that a visitor is active in, and one for the period
 * after if it is not.
 */
export function lifecycleSql(plan: LifecyclePlan): Record<string, Sql> {
  const { query, periods } = plan;
  if (periods.starts.length === 0) return {};
  const { source, at, whole } = plan.readsFrom === "days" ? daysOf(plan) : eventsOf(plan);
  const number = sql`indexOf(${integers(periods.starts)}, ${bucketSql(periods, at)})`;
  const from = integer(query.period.from);
  const inRange = sql`${at} >= ${from}`;
  return {
    marks: sql`SELECT mark.1 AS period, mark.2 AS kind, ${whole.scaled(sql`count()`)} AS visitors
  FROM (
    SELECT groupUniqArrayIf(${number}, ${inRange}) AS active, min(${at}) AS first,
      arrayJoin(arrayConcat(
        arrayMap(period -> (period, multiIf(
          period = indexOf(${integers(periods.starts)}, if(first >= ${from}, ${bucketSql(periods, sql`first`)}, 0)), 'new',
          has(active, period - 1), 'returning',
          'resurrecting')), active),
        arrayMap(period -> (period + 1, 'dormant'), arrayFilter(period -> NOT has(active, period + 1), active))
      )) AS mark
    FROM ${source} GROUP BY visitor_hash
  )
  WHERE period >= 2 AND period <= ${integer(periods.starts.length)}
  GROUP BY period, kind`,
    ...boundOfWhole(
      query,
      whole,
      sql`SELECT visitor_hash, 1 AS n FROM ${source} AND ${inRange} GROUP BY visitor_hash`,
    ),
  };
}

/** What a visitor is read from, and the time of each of its rows in milliseconds. */
interface Reading {
  readonly source: Sql;
  readonly at: Sql;
  readonly whole: WholeVisitors;
}

function eventsOf({ query }: LifecyclePlan): Reading {
  const { to } = query.period;
  const condition = allOf([...eventPeriodConditions({ to }), visitorAndEventCondition(query)]);
  const whole = wholeVisitors(query, condition);
  return { source: sql`events WHERE ${condition}${whole.only}`, at: eventMsSql, whole };
}

function daysOf({ query }: LifecyclePlan): Reading {
  return { source: visitorRows(untilEnd(query)), at: dayMsSql, whole: wholeVisitors(query, sql`true`) };
}
