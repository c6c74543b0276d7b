import { bucketSql, eventMsSql } from "../../query/bucket-sql.ts";
import { selectorSql } from "../../query/condition.ts";
import { allOf } from "../../query/filter.ts";
import { eventPeriodConditions } from "../../query/period.ts";
import { visitorAndEventCondition } from "../../query/query.ts";
import { type Sql, integer, integers, sql } from "../../query/sql.ts";
import type { RetentionPlan } from "./plan.ts";

/**
 * One row for each visitor, cohort and period with a return: who is in which cell. Period -1 says that the
 * visitor is in the cohort at all. Cohorts and calendar periods are places in the plan's list of buckets.
 */
export function retentionVisitsSql(plan: RetentionPlan): Sql {
  const last = integer(plan.lastPeriod);
  const period =
    plan.rollingMs === undefined
      ? sql`toInt64(returned) - cohort`
      : sql`if(returned < entry, -1, intDiv(returned - entry, ${integer(plan.rollingMs)}))`;
  const periods = sql`arrayDistinct(arrayFilter(period -> period >= 0 AND period <= ${last}, arrayMap(returned -> ${period}, returns)))`;
  return sql`SELECT visitor_hash, cohort, arrayJoin(arrayPushFront(${periods}, -1)) AS period FROM (
  SELECT visitor_hash, cohort, entry, returns FROM (
  ${entries(plan)}) AS entries LEFT JOIN (
  ${returns(plan)}) AS returns USING visitor_hash)`;
}

/** Each visitor's cohorts, and the entry that put them there. */
function entries(plan: RetentionPlan): Sql {
  const { from, to } = plan.query.period;
  const select = sql`SELECT visitor_hash, min(${eventMsSql}) AS entry`;
  if (plan.mode === "recurring") {
    const isEntry = allOf([...eventPeriodConditions({ from, to }), ...conditions(plan, plan.entry)]);
    return sql`${select}, ${placeSql(plan, eventMsSql)} AS cohort FROM events WHERE ${isEntry} GROUP BY visitor_hash, cohort`;
  }
  const isEntry = allOf([...eventPeriodConditions({ to }), ...conditions(plan, plan.entry)]);
  return sql`${select}, ${placeSql(plan, sql`entry`)} AS cohort FROM events WHERE ${isEntry}
  GROUP BY visitor_hash HAVING entry >= ${integer(from)}`;
}

/** When visitors returned: the places of the buckets, or for rolling periods the times themselves. */
function returns(plan: RetentionPlan): Sql {
  const isCalendar = plan.rollingMs === undefined;
  const { from, to } = plan.query.period;
  const reached = isCalendar
    ? { from: plan.buckets.starts[0] ?? from, to: plan.buckets.end }
    : { from, to: to + (plan.lastPeriod + 1) * plan.rollingMs };
  const isReturn = allOf([...eventPeriodConditions(reached), ...conditions(plan, plan.return)]);
  const when = isCalendar
    ? sql`groupUniqArray(${placeSql(plan, eventMsSql)})`
    : sql`groupArray(${eventMsSql})`;
  return sql`SELECT visitor_hash, ${when} AS returns FROM events WHERE ${isReturn} GROUP BY visitor_hash`;
}

function conditions(plan: RetentionPlan, selector: RetentionPlan["entry"]): Sql[] {
  return [visitorAndEventCondition(plan.query), selectorSql(selector)];
}

/** The place of the bucket that a time lies in. */
function placeSql({ buckets }: RetentionPlan, epochMs: Sql): Sql {
  const places = integers(buckets.starts.map((_, place) => place));
  return sql`transform(${bucketSql(buckets, epochMs)}, ${integers(buckets.starts)}, ${places}, toInt64(-1))`;
}
