import { assert } from "../kernel/assert.ts";
import { loadingMayGoOn } from "./while-loading-stands.ts";

/** A column that an insert fills, as ClickHouse describes it. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  /** The number that stands for the field in rows that leave it out; empty: what the type has for nothing. */
  readonly fallback: string;
}

/** What rows bring: columns without a default, and those whose default is a number. Bind `table`. */
export const tableColumnsSql = `SELECT name, type, default_expression AS fallback FROM system.columns
  WHERE database = currentDatabase() AND table = {table:String}
    AND (default_kind = '' OR (default_kind = 'DEFAULT' AND match(default_expression, '^[0-9]+$'))) ORDER BY position`;

/**
 * An insert whose rows are read as plain text columns and made LowCardinality afterwards, a block at a
 * time. ClickHouse's JSON reader fills LowCardinality columns value by value, each by way of a column of
 * its own: for events that made 15 µs of processor time a row instead of 8. Rows that are read like this know
 * nothing of the table's defaults, so those are filled in here. Refused as a whole while another server counts anew.
 */
export function insertStatement(table: string, columns: readonly TableColumn[]): string {
  assert(/^\w+$/.test(table), "a table's name is a word");
  const names = columns.map(({ name }) => quoteName(name)).join(", ");
  const values = columns.map(({ name, fallback }) => valueSql(quoteName(name), fallback)).join(", ");
  const structure = columns.map((column) => `${quoteName(column.name)} ${readType(column)}`).join(", ");
  return `INSERT INTO ${table} (${names}) SELECT ${values} FROM input(${quoteText(structure)}) WHERE ${loadingMayGoOn} FORMAT JSONEachRow`;
}

function valueSql(column: string, fallback: string): string {
  if (fallback === "") return column;
  assert(/^\d+$/.test(fallback), "a fallback is a number");
  return `ifNull(${column}, ${fallback})`;
}

function readType({ type, fallback }: TableColumn): string {
  const plain = /^LowCardinality\((.*)\)$/.exec(type)?.[1] ?? type;
  return fallback === "" ? plain : `Nullable(${plain})`;
}

function quoteName(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
