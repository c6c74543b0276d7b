import { pageViewEventNames } from "../event/event.ts";
import { type EpochMs, type IanaZone, dayMs } from "../kernel/clock.ts";
import { type Condition, conditionSql } from "./condition.ts";
import { allOf } from "./filter.ts";
import { type Segment, inSegmentSql } from "./segment.ts";
import { type Bound, type Sql, integer, moment, sql, texts } from "./sql.ts";

/** The half-open range [from, to). Absent ends are open. */
export interface Period {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
}

/** What every question about events has in common. */
export interface Query {
  readonly period: Period;
  readonly zone: IanaZone;
  /** All of them must hold for an event to count. */
  readonly filters: readonly Condition[];
  /** Only events of these visitors; `asOf` is the present that the segment's "last days" count from. */
  readonly segment?: { readonly segment: Segment; readonly asOf: EpochMs } | undefined;
  /** Bots are left out unless this brings them back. */
  readonly includeBots: boolean;
}

export const everything: Query = { period: {}, zone: "UTC", filters: [], includeBots: false };

/** The condition that selects the query's events among the project's. */
export function eventCondition(query: Query): Sql {
  return allOf([...eventPeriodConditions(query.period), visitorAndEventCondition(query)]);
}

/** The same without the period, for analyses that look beyond it (a first event ever, say). */
export function visitorAndEventCondition(query: Query): Sql {
  const conditions = query.filters.map(conditionSql);
  if (!query.includeBots) conditions.push(sql`NOT is_bot`);
  if (query.segment !== undefined) conditions.push(inSegmentSql(query.segment.segment, query.segment.asOf));
  return allOf(conditions);
}

/** The condition for rollup rows, which know only their bucket, name and whether they are of bots. */
export function rollupCondition(query: Query, bucket: Sql = sql`bucket`): Sql {
  const conditions = periodConditions(query.period, bucket);
  if (!query.includeBots) conditions.push(sql`NOT is_bot`);
  return allOf(conditions);
}

/** The condition for rows of the visitors of UTC days; the period's ends are days. */
export function dayCondition(query: Query): Sql {
  const { from, to } = query.period;
  const conditions: Sql[] = [];
  if (from !== undefined) conditions.push(sql`day >= toDate(${moment(from)})`);
  if (to !== undefined) conditions.push(sql`day < toDate(${moment(to)})`);
  if (!query.includeBots) conditions.push(sql`NOT is_bot`);
  return allOf(conditions);
}

export function periodConditions(period: Period, column: Sql): Sql[] {
  const conditions: Sql[] = [];
  if (period.from !== undefined) conditions.push(sql`${column} >= ${moment(period.from)}`);
  if (period.to !== undefined) conditions.push(sql`${column} < ${moment(period.to)}`);
  return conditions;
}

/**
 * The conditions for events of the period. The table lies in the order of days, and ClickHouse does not derive
 * a day from a time there, because the time itself stands further back in the same order: without the day
 * beside it, a question about seven days reads its whole months.
 */
export function eventPeriodConditions(period: Period): Sql[] {
  const days: Sql[] = [];
  if (period.from !== undefined) days.push(sql`toDate(events.time) >= toDate(${dayNumber(period.from)})`);
  if (period.to !== undefined) days.push(sql`toDate(events.time) <= toDate(${dayNumber(period.to)})`);
  return [...days, ...periodConditions(period, sql`events.time`)];
}

/** Days since 1970, as far as the store's dates go; nothing is stored outside of them. */
function dayNumber(time: EpochMs): Bound {
  return integer(Math.min(Math.max(Math.floor(time / dayMs), 0), lastDay));
}

const lastDay = 65_535;

export const isPageViewSql: Sql = sql`name IN ${texts(pageViewEventNames)}`;
