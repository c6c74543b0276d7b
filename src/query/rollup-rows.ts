/**
 * What rollups hold about a query, as something to select from. Where its period begins or ends within a bucket,
 * the events there are put beside the rollup's rows in the same form.
 */
import { allOf } from "./filter.ts";
import { type Period, eventPeriodConditions } from "./period.ts";
import { type Query, dayCondition, rollupCondition } from "./query.ts";
import { type Cut, daysCut, rollupCut } from "./rollup.ts";
import { type Sql, join, sql } from "./sql.ts";

/** `name`, `bucket` and `events`; for a query that has a `rollupCut`. */
export function nameRows(query: Query): Sql {
  const { whole, edges } = rollupCut(query)!;
  const kept = sql`events_15m WHERE ${rollupCondition({ ...query, period: whole })}`;
  return besides(
    edges,
    kept,
    sql`SELECT name, bucket, events FROM ${kept}
    UNION ALL
    SELECT name, toDateTime(toStartOfFifteenMinutes(events.time)) AS bucket, ${eventsOf(query)} AS events
    FROM events WHERE ${edgeCondition(query, edges)}`,
  );
}

/** `day`, `visitor_hash`, `events` and `sample_factor`; for a query that has a `daysCut`. */
export function visitorRows(query: Query): Sql {
  const { whole, edges } = daysCut(query)!;
  const kept = sql`visitors_1d WHERE ${dayCondition({ ...query, period: whole })}`;
  return besides(
    edges,
    kept,
    sql`SELECT day, visitor_hash, events, sample_factor FROM ${kept}
    UNION ALL
    SELECT toDate(events.time) AS day, visitor_hash, ${eventsOf(query)} AS events, sample_factor
    FROM events WHERE ${edgeCondition(query, edges)}`,
  );
}

/** One row for each day of a visitor: `day`, `events` and `sample_factor`; bots are others than people. */
export function visitorDayRows(query: Query): Sql {
  const { whole, edges } = daysCut(query)!;
  const kept = sql`merged_visitors_1d WHERE ${dayCondition({ ...query, period: whole })}`;
  return besides(
    edges,
    kept,
    sql`SELECT day, events, sample_factor FROM ${kept}
    UNION ALL
    SELECT toDate(events.time) AS day, sum(${eventsOf(query)}) AS events, min(events.sample_factor) AS sample_factor
    FROM events WHERE ${edgeCondition(query, edges)} GROUP BY day, visitor_hash`,
  );
}

/** The condition for the events on either side of whole buckets; there is one. */
export function edgeCondition(query: Query, edges: Cut["edges"]): Sql {
  const periods = join(
    edges.map((edge: Period) => allOf(eventPeriodConditions(edge))),
    " OR ",
  );
  return query.includeBots ? sql`(${periods})` : sql`(${periods}) AND NOT is_bot`;
}

/** How many events an event stands for. */
export function eventsOf(query: Query): Sql {
  return query.sampled === true ? sql`toUInt64(events.sample_factor)` : sql`toUInt64(1)`;
}

function besides(edges: Cut["edges"], kept: Sql, union: Sql): Sql {
  return edges.length === 0 ? kept : sql`(${union})`;
}
