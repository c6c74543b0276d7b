import { allOf } from "../../query/filter.ts";
import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, moment, sql } from "../../query/sql.ts";
import type { EventExportPlan } from "./plan.ts";

export function eventExportSql({ query, limit, after }: EventExportPlan): Record<string, Sql> {
  const conditions = [eventCondition(query)];
  if (after !== undefined) {
    const { time, seq } = after;
    // The first condition is what the table's order can use.
    conditions.push(sql`events.time >= ${moment(time)}`);
    conditions.push(sql`(events.time > ${moment(time)} OR seq > ${integer(seq)})`);
  }
  return {
    events: sql`SELECT event_id, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, name, source, properties, seq
  FROM events WHERE ${allOf(conditions)} ORDER BY events.time, seq LIMIT ${integer(limit)}`,
  };
}
