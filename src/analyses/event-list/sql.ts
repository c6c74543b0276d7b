import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { EventListPlan } from "./plan.ts";

/** The columns of an event as lists show it. */
export const listedEventColumns: Sql = sql`event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties`;

export function eventListSql(plan: EventListPlan): Record<string, Sql> {
  return {
    events: sql`SELECT ${listedEventColumns}
  FROM events WHERE ${eventCondition(plan.query)} ORDER BY events.time DESC, seq DESC LIMIT ${integer(plan.limit)}`,
  };
}
