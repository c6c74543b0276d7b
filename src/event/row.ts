import type { Event } from "./event.ts";
import { propertiesJson } from "./properties.ts";

/**
 * The event's row as the store takes it: one JSON object with the table's column names, without the
 * columns that the loader adds (`seq`, `session_id`). Empty texts and nulls are left out, because
 * they are the columns' defaults and most columns of most events are empty.
 */
export function rowJson(event: Event): string {
  const filled: Record<string, unknown> = {};
  for (const column of columns) {
    const value = event[column];
    if (value !== "" && value !== null && value !== false) filled[column] = value;
  }
  return `${JSON.stringify(filled).slice(0, -1)},"properties":${propertiesJson(event.properties)}}`;
}

/** All of the event's fields but `session_id` and `properties`, required ones first. */
const columns = [
  "project_id",
  "event_id",
  "name",
  "time",
  "received_at",
  "visitor_id",
  "user_id",
  "anonymous_id",
  "url",
  "path",
  "title",
  "referrer",
  "referrer_domain",
  "channel",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
  "device_type",
  "os",
  "os_version",
  "browser",
  "browser_version",
  "is_bot",
  "bot_name",
  "country",
  "region",
  "city",
  "value",
  "currency",
  "source",
  "ip_hash",
] as const satisfies readonly Exclude<keyof Event, "session_id" | "properties">[];
