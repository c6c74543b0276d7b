import { bucketSql, eventMsSql } from "../../query/bucket-sql.ts";
import { selectorSql } from "../../query/condition.ts";
import { allOf } from "../../query/filter.ts";
import { eventPeriodConditions } from "../../query/period.ts";
import { visitorAndEventCondition } from "../../query/query.ts";
import { type Sql, integer, integers, sql } from "../../query/sql.ts";
import { type WholeVisitors, wholeVisitors } from "../../query/whole-visitors.ts";
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
  ${retentionEntriesSql(plan)}) AS entries LEFT JOIN (
  ${returns(plan)}) AS returns USING visitor_hash)`;
}

/** Of a sampled project's visitors those of whom all entries and returns were kept. */
export function retentionVisitors(plan: RetentionPlan): WholeVisitors {
  return wholeVisitors(plan.query, sql`((${isEntry(plan)}) OR (${isReturn(plan)}))`);
}

/** Each visitor's cohorts, and the entry that put them there. */
export function retentionEntriesSql(plan: RetentionPlan): Sql {
  const select = sql`SELECT visitor_hash, min(${eventMsSql}) AS entry`;
  const read = sql`${isEntry(plan)}${retentionVisitors(plan).only}`;
  if (plan.mode === "recurring") {
    return sql`${select}, ${placeSql(plan, eventMsSql)} AS cohort FROM events WHERE ${read} GROUP BY visitor_hash, cohort`;
  }
  return sql`${select}, ${placeSql(plan, sql`entry`)} AS cohort FROM events WHERE ${read}
  GROUP BY visitor_hash HAVING entry >= ${integer(plan.query.period.from)}`;
}

/** The first entry ever may lie before the range. */
function isEntry(plan: RetentionPlan): Sql {
  const { from, to } = plan.query.period;
  const read = plan.mode === "recurring" ? { from, to } : { to };
  return allOf([...eventPeriodConditions(read), ...conditions(plan, plan.entry)]);
}

/** When visitors returned: the places of the buckets, or for rolling periods the times themselves. */
function returns(plan: RetentionPlan): Sql {
  const when =
    plan.rollingMs === undefined
      ? sql`groupUniqArray(${placeSql(plan, eventMsSql)})`
      : sql`groupArray(${eventMsSql})`;
  const { only } = retentionVisitors(plan);
  return sql`SELECT visitor_hash, ${when} AS returns FROM events WHERE ${isReturn(plan)}${only} GROUP BY visitor_hash`;
}

function isReturn(plan: RetentionPlan): Sql {
  const { from, to } = plan.query.period;
  const reached =
    plan.rollingMs === undefined
      ? { from: plan.buckets.starts[0] ?? from, to: plan.buckets.end }
      : { from, to: to + (plan.lastPeriod + 1) * plan.rollingMs };
  return allOf([...eventPeriodConditions(reached), ...conditions(plan, plan.return)]);
}

function conditions(plan: RetentionPlan, selector: RetentionPlan["entry"]): Sql[] {
  return [visitorAndEventCondition(plan.query), selectorSql(selector)];
}

/** The place of the bucket that a time lies in. */
function placeSql({ buckets }: RetentionPlan, epochMs: Sql): Sql {
  const places = integers(buckets.starts.map((_, place) => place));
  return sql`transform(${bucketSql(buckets, epochMs)}, ${integers(buckets.starts)}, ${places}, toInt64(-1))`;
}
