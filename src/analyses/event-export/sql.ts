import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { EventExportPlan } from "./plan.ts";

/** The table begins with the day, so that only one day at a time has to be sorted, and the first rows come at once. */
export function eventExportSql({ query, limit }: EventExportPlan): Sql {
  return sql`SELECT event_id, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, name, source, properties
  FROM events WHERE ${eventCondition(query)} ORDER BY toDate(events.time), events.time, seq LIMIT ${integer(limit)}`;
}
