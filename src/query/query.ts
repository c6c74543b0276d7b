import { pageViewEventNames } from "../event/event.ts";
import type { EpochMs, IanaZone } from "../kernel/clock.ts";
import { type Condition, conditionSql } from "./condition.ts";
import { allOf } from "./filter.ts";
import { isKeptAtSql } from "./kept.ts";
import { type Period, eventPeriodConditions } from "./period.ts";
import { type Segment, inSegmentSql, segmentFactorSql } from "./segment.ts";
import { type Sql, moment, second, sql, texts } from "./sql.ts";

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
  /** Set where the project is or was sampled: its events stand for more than themselves. */
  readonly sampled?: true | undefined;
}

export const everything: Query = { period: {}, zone: "UTC", filters: [], includeBots: false };

/** What is known of a project before it is asked about. */
export interface ProjectFacts {
  /** Whether it is sampled, or ever was. */
  readonly sampled: boolean;
}

/** The query as it is asked of the project. */
export function askedOf<Q extends Query>(query: Q, { sampled }: ProjectFacts): Q {
  return sampled ? { ...query, sampled: true } : query;
}

/** The condition that selects the query's events among the project's. */
export function eventCondition(query: Query): Sql {
  return allOf([...eventPeriodConditions(query.period), visitorAndEventCondition(query)]);
}

/** The same without the period, for analyses that look beyond it (a first event ever, say). */
export function visitorAndEventCondition(query: Query): Sql {
  const conditions = query.filters.map(conditionSql);
  if (!query.includeBots) conditions.push(sql`NOT is_bot`);
  if (query.segment !== undefined) {
    const { segment, asOf } = query.segment;
    conditions.push(inSegmentSql(segment, asOf));
    if (query.sampled === true) conditions.push(isKeptAtSql(segmentFactorSql(segment, asOf)));
  }
  return allOf(conditions);
}

/** The condition for rollup rows, which know only their bucket, name and whether they are of bots. */
export function rollupCondition(query: Query, bucket: Sql = sql`bucket`): Sql {
  const { from, to } = query.period;
  const conditions: Sql[] = [];
  if (from !== undefined) conditions.push(sql`${bucket} >= ${second(from)}`);
  if (to !== undefined) conditions.push(sql`${bucket} < ${second(to)}`);
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

export const isPageViewSql: Sql = sql`name IN ${texts(pageViewEventNames)}`;
