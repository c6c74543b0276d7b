import { fieldExists, fieldNumber, fieldText } from "../../query/columns.ts";
import { selectorSql } from "../../query/condition.ts";
import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import { type WholeVisitors, wholeVisitors } from "../../query/whole-visitors.ts";
import type { AbTestPlan } from "./plan.ts";

/**
 * One row for each visitor with an assignment: the variant of the first one, whether there was another variant
 * (`in_several`), how many metric events count (`hits`) and the sum of their numbers (`total`). Everything is read
 * once; an event's place in time is the pair of its milliseconds and its number of arrival.
 */
export function abTestVisitorsSql(plan: AbTestPlan): Sql {
  const window =
    plan.windowMs === undefined ? sql`` : sql` AND hit.1 <= exposure.1 + ${integer(plan.windowMs)}`;
  return sql`SELECT visitor_hash, variant, in_several, length(counted) AS hits, arraySum(hit -> hit.3, counted) AS total FROM (
  SELECT visitor_hash, variant, in_several, arrayFilter(hit -> (hit.1, hit.2) > exposure${window}, later) AS counted FROM (
  SELECT visitor_hash, minIf((at, seq), is_assignment) AS exposure, argMinIf(assigned, (at, seq), is_assignment) AS variant,
    minIf(assigned, is_assignment) != maxIf(assigned, is_assignment) AS in_several,
    groupArrayIf((at, seq, amount), is_hit) AS later FROM (
  ${eventsSql(plan)}) GROUP BY visitor_hash HAVING countIf(is_assignment) > 0))`;
}

/** The events that say anything, and what they say. */
function eventsSql(plan: AbTestPlan): Sql {
  const assigns = isAssignment(plan);
  const hits = selectorSql(plan.metric);
  return sql`SELECT visitor_hash, toUnixTimestamp64Milli(events.time) AS at, seq, ${assigns} AS is_assignment, ${hits} AS is_hit,
    ifNull(${fieldText(plan.variantField)}, '') AS assigned, ${amountSql(plan)} AS amount FROM events
  WHERE ${isRead(plan)}${abTestSample(plan).only}`;
}

/** Of a sampled project's visitors those of whom all assignments and metric events were kept. */
export function abTestSample(plan: AbTestPlan): WholeVisitors {
  return wholeVisitors(plan.query, isRead(plan));
}

function isRead(plan: AbTestPlan): Sql {
  return sql`${eventCondition(plan.query)} AND (${selectorSql(plan.metric)} OR (${isAssignment(plan)}))`;
}

function isAssignment({ assignment, variantField }: AbTestPlan): Sql {
  return sql`${selectorSql(assignment)} AND ${fieldExists(variantField)}`;
}

/** Texts that read as `nan` or `inf` are no numbers to calculate with. */
function amountSql({ valueField }: AbTestPlan): Sql {
  if (valueField === undefined) return sql`toFloat64(0)`;
  const number = sql`ifNull(${fieldNumber(valueField)}, 0)`;
  return sql`if(isFinite(${number}), ${number}, toFloat64(0))`;
}
