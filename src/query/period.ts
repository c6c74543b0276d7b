import { type EpochMs, dayMs } from "../kernel/clock.ts";
import { type Bound, type Sql, integer, moment, sql } from "./sql.ts";

/** The half-open range [from, to). Absent ends are open. */
export interface Period {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
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
  if (period.to !== undefined) days.push(sql`toDate(events.time) <= toDate(${dayNumber(period.to - 1)})`);
  return [...days, ...periodConditions(period, sql`events.time`)];
}

/** Days since 1970, as far as the store's dates go; nothing is stored outside of them. */
function dayNumber(time: EpochMs): Bound {
  return integer(Math.min(Math.max(Math.floor(time / dayMs), 0), lastDay));
}

const lastDay = 65_535;
