import { type FieldRef, fieldText, textColumn } from "../../query/columns.ts";
import { selectorSql } from "../../query/condition.ts";
import { allOf } from "../../query/filter.ts";
import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, join, sql, texts } from "../../query/sql.ts";
import { type WholeVisitors, wholeVisitors } from "../../query/whole-visitors.ts";
import { anyOrderUnitsSql } from "./any-order.ts";
import { keyMask, keySql, keyTime } from "./event-key.ts";
import { orderedUnitsSql } from "./ordered.ts";
import type { FunnelPlan } from "./plan.ts";
import { stagedSql } from "./staged.ts";

/**
 * One row for each visitor or session with an event of interest: how many steps it reached (`level`), for the ordered
 * forms the milliseconds to each step (`t2`, `t3`, …), and the breakdown's value (`value`).
 *
 * An event is one number of 128 bits, its key: the time in milliseconds, below it the number of arrival, lowest a bit for
 * each step and exclusion that it matches. So a unit's events are one array, and sorting it as numbers, which is the
 * cheapest thing there is, puts them in order. Everything after that is linear in the array's length, so one visitor with
 * a million events, such as `anonymous` of the engine dialect, is no danger.
 */
export function funnelUnitsSql(plan: FunnelPlan, more: Sql = sql``): Sql {
  const events = sortedEvents(plan, more);
  const units = plan.order === "any" ? anyOrderUnitsSql(plan, events) : orderedUnitsSql(plan, events);
  return plan.breakdown === undefined ? units : stagedSql(units, valueStages(plan));
}

/** Beside the keys in order their times and their masks. */
function sortedEvents(plan: FunnelPlan, more: Sql): Sql {
  return stagedSql(unitEvents(plan, more), [
    sql`arraySort(keys) AS events`,
    sql`arrayMap(key -> ${keyTime(sql`key`)}, events) AS times, arrayMap(key -> ${keyMask(plan, sql`key`)}, events) AS masks`,
  ]);
}

/** Times are one millisecond late, so that zero can mean none. */
function unitEvents(plan: FunnelPlan, more: Sql): Sql {
  const key = keySql(sql`toUInt64(toUnixTimestamp64Milli(events.time) + 1)`, sql`seq`, sql`mask`);
  const values =
    plan.breakdown === undefined
      ? sql``
      : sql`, groupArrayIf(${breakdownValue(plan.breakdown.field)}, ${mayBeFirst(plan, sql`mask`)}) AS values`;
  return sql`SELECT ${unitSql[plan.unit]} AS unit, groupArray(${key}) AS keys${values}${more}
  FROM (SELECT *, ${maskSql(plan)} AS mask FROM events WHERE ${eventCondition(plan.query)}${ofInterest(plan)}${funnelVisitors(plan).only}) AS events
  GROUP BY unit HAVING ${startsSql(plan)}`;
}

/**
 * Of a sampled project's visitors those of whom everything was kept that can make or break an attempt: events of a step
 * or an exclusion, and for `strict` any.
 */
export function funnelVisitors(plan: FunnelPlan): WholeVisitors {
  const all = eventCondition(plan.query);
  const matching = sql`${all} AND (${join(plan.selectors.map(selectorSql), " OR ")})`;
  return wholeVisitors(plan.query, plan.order === "strict" ? all : matching);
}

const unitSql = { visitor: sql`visitor_hash`, session: sql`sipHash64(session_id, session_seed)` } as const;

/** Arrays of aggregates skip nulls, so a missing value is the empty text, and any other begins with a sign. */
function breakdownValue(field: FieldRef): Sql {
  const column = textColumn(field);
  return column === null
    ? sql`ifNull(concat('=', ${fieldText(field)}), '')`
    : sql`if(${column} = '', '', concat('=', ${column}))`;
}

/** Values are kept of these events only; with `any` a step of any number may come first. */
function mayBeFirst(plan: FunnelPlan, mask: Sql): Sql {
  return plan.order === "any" ? sql`true` : sql`bitTest(${mask}, 0)`;
}

/** The value of the event that the attempt starts with, found among the values as they were read. */
function valueStages(plan: FunnelPlan): Sql[] {
  const firsts = sql`arrayFilter(key -> ${mayBeFirst(plan, keyMask(plan, sql`key`))}, keys)`;
  return [
    sql`values[indexOf(${firsts}, events[first_place])] AS marked_value`,
    sql`if(marked_value = '', NULL, substring(marked_value, 2)) AS value`,
  ];
}

function maskSql(plan: FunnelPlan): Sql {
  const bits = plan.selectors.map(
    (selector, bit) => sql`bitShiftLeft(toUInt64(${selectorSql(selector)}), ${integer(bit)})`,
  );
  return join(bits, " + ");
}

/** Events that match nothing are left out early, except where they may stand between two steps. */
function ofInterest(plan: FunnelPlan): Sql {
  if (plan.order === "strict") return sql``;
  const names = plan.names === null ? [] : [sql`name IN ${texts(plan.names)}`];
  const isFiltered = plan.selectors.some((selector) => selector.conditions.length > 0);
  const conditions = isFiltered ? [...names, sql`mask != 0`] : names;
  return conditions.length === 0 ? sql`` : sql` AND ${allOf(conditions)}`;
}

/** Whoever never made the first step is nowhere in the funnel. */
function startsSql(plan: FunnelPlan): Sql {
  return plan.order === "any" ? sql`true` : sql`bitTest(groupBitOr(mask), 0)`;
}
