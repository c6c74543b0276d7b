import { type FieldRef, fieldExists, fieldText, textColumn } from "./columns.ts";
import { type Sql, sql } from "./sql.ts";

/**
 * What events are grouped by: the field's text behind a mark, so that an event without the field
 * has a key of its own (the empty one), which differs from an empty property's.
 */
export function groupKeySql(field: FieldRef): Sql {
  return sql`if(${fieldExists(field)}, concat('=', ifNull(${fieldText(field)}, '')), '')`;
}

/** The same of the field's text where it stands under another name, such as after grouping by it. */
export function groupKeyOfText(field: FieldRef, text: Sql): Sql {
  const exists = textColumn(field) === null ? sql`isNotNull(${text})` : sql`${text} != ''`;
  return sql`if(${exists}, concat('=', ifNull(${text}, '')), '')`;
}

/** The value behind a key; null for events without the field. */
export function groupValue(key: string): string | null {
  return key === "" ? null : key.slice(1);
}
