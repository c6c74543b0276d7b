import { allOf } from "../../query/filter.ts";
import { eventCondition } from "../../query/query.ts";
import { type Sql, integer, moment, sql } from "../../query/sql.ts";
import type { EventListPlan } from "./plan.ts";

/** The columns of an event as lists show it; where the project is sampled, also for how many events it stands. */
export function listedEventColumns(isSampled: boolean): Sql {
  return isSampled ? sql`${columns}, sample_factor` : columns;
}

const columns = sql`event_id, name, toUnixTimestamp64Milli(time) AS time, toUnixTimestamp64Milli(received_at) AS received_at,
    user_id, anonymous_id, visitor_id, session_id, url, path, title, referrer, referrer_domain, channel,
    device_type, os, os_version, browser, browser_version, is_bot, bot_name, country, region, city,
    value, currency, source, properties`;

export function eventListSql(plan: EventListPlan): Record<string, Sql> {
  return {
    // One more than asked tells whether there is a next page.
    events: sql`SELECT ${listedEventColumns(plan.query.sampled === true)}, seq
  FROM events WHERE ${allOf([eventCondition(plan.query), ...afterConditions(plan)])} ORDER BY events.time DESC, seq DESC LIMIT ${integer(plan.limit + 1)}`,
  };
}

function afterConditions({ after }: EventListPlan): Sql[] {
  if (after === undefined) return [];
  const { time, seq } = after;
  return [sql`events.time <= ${moment(time)}`, sql`(events.time < ${moment(time)} OR seq < ${integer(seq)})`];
}
