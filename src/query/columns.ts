import type { Sql } from "./sql.ts";
import { sql, text } from "./sql.ts";

/**
 * What a filter, a grouping or a metric may speak of: a declared column, or a property by its key.
 * Columns map to identifiers here and nowhere else; a property's key is a bound value.
 */
export type FieldRef = { readonly column: ColumnName } | { readonly property: string };

const columns = {
  event_id: sql`event_id`,
  name: sql`name`,
  user_id: sql`user_id`,
  anonymous_id: sql`anonymous_id`,
  visitor_id: sql`visitor_id`,
  session_id: sql`session_id`,
  url: sql`url`,
  path: sql`path`,
  title: sql`title`,
  referrer: sql`referrer`,
  referrer_domain: sql`referrer_domain`,
  channel: sql`channel`,
  utm_source: sql`utm_source`,
  utm_medium: sql`utm_medium`,
  utm_campaign: sql`utm_campaign`,
  utm_term: sql`utm_term`,
  utm_content: sql`utm_content`,
  device_type: sql`device_type`,
  os: sql`os`,
  os_version: sql`os_version`,
  browser: sql`browser`,
  browser_version: sql`browser_version`,
  bot_name: sql`bot_name`,
  country: sql`country`,
  region: sql`region`,
  city: sql`city`,
  currency: sql`currency`,
  source: sql`source`,
  value: sql`value`,
} as const;

export type ColumnName = keyof typeof columns;

export const columnNames = Object.keys(columns) as [ColumnName, ...ColumnName[]];

export function isColumnName(name: string): name is ColumnName {
  return Object.hasOwn(columns, name);
}

/** The field as text; null where the event has no such property. */
export function fieldText(field: FieldRef): Sql {
  if ("property" in field) return propertyText(field.property);
  return field.column === "value" ? sql`toString(value)` : columns[field.column];
}

/** A column that is text and never null, so that comparisons need no care and can use the table's order. */
export function textColumn(field: FieldRef): Sql | null {
  return "column" in field && field.column !== "value" ? columns[field.column] : null;
}

/** The field as a number; null where it is none. Text that reads as a number counts as that number. */
export function fieldNumber(field: FieldRef): Sql {
  if ("column" in field && field.column === "value") return sql`value`;
  return sql`toFloat64OrNull(${fieldText(field)})`;
}

/** Whether the event has the field at all; an empty column counts as absent. */
export function fieldExists(field: FieldRef): Sql {
  const column = textColumn(field);
  return column === null ? sql`isNotNull(${fieldText(field)})` : sql`${column} != ''`;
}

/**
 * A property as text, null where it is missing. The key is a bound value; a dot in it names a nested
 * key, as it does in the API (`cart.total`), and is stored as %2E where it is part of a key.
 */
export function propertyText(key: string): Sql {
  return sql`getSubcolumn(properties, ${text(key)})::Nullable(String)`;
}
