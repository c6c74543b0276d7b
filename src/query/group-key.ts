import { type FieldRef, fieldExists, fieldText } from "./columns.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * What events are grouped by: the field's text behind a mark, so that an event without the field
 * has a key of its own (the empty one), which differs from an empty property's.
 */
export function groupKeySql(field: FieldRef): Sql {
  return sql`if(${fieldExists(field)}, concat('=', ifNull(${fieldText(field)}, '')), '')`;
}

/** The value behind a key; null for events without the field. */
export function groupValue(key: string): string | null {
  return key === "" ? null : key.slice(1);
}
