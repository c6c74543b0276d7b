import type { Event } from "./event.ts";
import { storableJson } from "./properties.ts";

/**
 * The event's row as the store takes it: one JSON object with the table's column names, without the
 * columns that the loader adds (`seq`, `session_id`). Empty texts, nulls and a factor
 * of 1 are left out, because they are the columns' defaults and most columns of most events are empty.
 */
export function rowJson(event: Event): string {
  return storableJson(rowOf(event));
}

/**
 * Written out field by field, so that all rows have one shape: an object that is filled in a loop, and
 * properties that are put into its text, took twice as long.
 */
function rowOf(event: Event): Record<Exclude<keyof Event, "session_id">, unknown> {
  return {
    project_id: event.project_id,
    event_id: event.event_id,
    name: filled(event.name),
    time: event.time,
    received_at: event.received_at,
    visitor_id: filled(event.visitor_id),
    user_id: filled(event.user_id),
    anonymous_id: filled(event.anonymous_id),
    url: filled(event.url),
    path: filled(event.path),
    title: filled(event.title),
    referrer: filled(event.referrer),
    referrer_domain: filled(event.referrer_domain),
    channel: filled(event.channel),
    utm_source: filled(event.utm_source),
    utm_medium: filled(event.utm_medium),
    utm_campaign: filled(event.utm_campaign),
    utm_term: filled(event.utm_term),
    utm_content: filled(event.utm_content),
    device_type: filled(event.device_type),
    os: filled(event.os),
    os_version: filled(event.os_version),
    browser: filled(event.browser),
    browser_version: filled(event.browser_version),
    is_bot: event.is_bot || undefined,
    bot_name: filled(event.bot_name),
    country: filled(event.country),
    region: filled(event.region),
    city: filled(event.city),
    value: event.value ?? undefined,
    currency: filled(event.currency),
    source: event.source,
    ip_hash: filled(event.ip_hash),
    sample_factor: event.sample_factor === 1 ? undefined : event.sample_factor,
    properties: event.properties,
  };
}

/** JSON leaves out what is undefined. */
function filled(text: string): string | undefined {
  return text === "" ? undefined : text;
}
