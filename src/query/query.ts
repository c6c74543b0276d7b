import type { EpochMs, IanaZone } from "../kernel/clock.ts";
import { pageViewEventNames } from "../event/event.ts";
import { type Filter, allOf, filterSql } from "./filter.ts";
import { type Sql, moment, sql, texts } from "./sql.ts";

/** The half-open range [from, to). Absent ends are open. */
export interface Period {
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
}

/** What every question about events has in common. */
export interface Query {
  readonly period: Period;
  readonly zone: IanaZone;
  readonly filters: readonly Filter[];
  /** Bots are left out unless this brings them back. */
  readonly includeBots: boolean;
}

export const everything: Query = { period: {}, zone: "UTC", filters: [], includeBots: false };

/** The condition that selects the query's events among the project's. */
export function eventCondition(query: Query): Sql {
  const conditions = [...periodConditions(query.period, sql`time`), ...query.filters.map(filterSql)];
  if (!query.includeBots) conditions.push(sql`NOT is_bot`);
  return allOf(conditions);
}

/** The condition for rollup rows, which know only their bucket, name and whether they are of bots. */
export function rollupCondition(query: Query, bucket: Sql = sql`bucket`): Sql {
  const conditions = periodConditions(query.period, bucket);
  if (!query.includeBots) conditions.push(sql`NOT is_bot`);
  return allOf(conditions);
}

export function periodConditions(period: Period, column: Sql): Sql[] {
  const conditions: Sql[] = [];
  if (period.from !== undefined) conditions.push(sql`${column} >= ${moment(period.from)}`);
  if (period.to !== undefined) conditions.push(sql`${column} < ${moment(period.to)}`);
  return conditions;
}

export const isPageViewSql: Sql = sql`has(${texts(pageViewEventNames)}, name)`;
