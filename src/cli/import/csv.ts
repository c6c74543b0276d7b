import { once } from "node:events";
import { finished } from "node:stream/promises";
import { type CsvError, type InfoRecord, type Parser, parse } from "csv-parse";
import { limits } from "../../kernel/limits.ts";
import { type FieldValues, asNumber, draftLine } from "./draft.ts";
import { type FieldTexts, fieldMap } from "./field-map.ts";
import { FileError } from "./file-error.ts";
import type { RecordOptions } from "./ndjson.ts";
import { type MappedField, type ParsedLine, type SourceLine, mappedFields, rejected } from "./parsed-line.ts";
import { timeReader } from "./read-time.ts";

export interface CsvOptions extends RecordOptions {
  readonly delimiter: string;
}

/**
 * Rows of a CSV file whose first row names the columns. Cells are text: only `numbers` makes some of
 * them numbers, because a column of digits may be a post code. Empty cells are absent.
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  options: CsvOptions,
): AsyncGenerator<SourceLine[]> {
  const bad: SourceLine[] = [];
  const parser = openParser(options.delimiter, bad);
  const failed = new Promise<never>((_, reject) => parser.once("error", (error) => reject(describe(error))));
  failed.catch(() => {});
  let readRow: RowReader | undefined;
  const takeRows = (): SourceLine[] => {
    const rows: SourceLine[] = bad.splice(0);
    for (let row = parser.read() as CsvRow | null; row !== null; row = parser.read() as CsvRow | null) {
      const { record, info } = row;
      if (readRow === undefined) readRow = rowReader(record, options);
      else rows.push({ line: info.lines, content: () => JSON.stringify(record), parsed: readRow(record) });
    }
    return rows;
  };
  for await (const chunk of chunks) {
    parser.write(chunk);
    yield takeRows();
    if (parser.writableNeedDrain) await Promise.race([once(parser, "drain"), failed]);
  }
  parser.end();
  await Promise.race([finished(parser, { readable: false }), failed]);
  yield takeRows();
}

interface CsvRow {
  readonly record: string[];
  readonly info: InfoRecord;
}

function openParser(delimiter: string, bad: SourceLine[]): Parser {
  return parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: limits.bodyBytesMax,
    record_delimiter: ["\r\n", "\n"],
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => noteBadRow(error, bad),
  });
}

/** One problem a row: a broken row may be reported for each of its faults. Throwing ends the file. */
function noteBadRow(error: CsvError | undefined, bad: SourceLine[]): undefined {
  if (error === undefined) return undefined;
  // Most likely a quote that is never closed; going on would gather the rest of the file.
  if (error.code === "CSV_MAX_RECORD_SIZE") throw error;
  const line = Number(error["lines"]);
  if (bad.at(-1)?.line !== line) bad.push({ line, content: () => "", parsed: rejected(csvReason(error)) });
  return undefined;
}

function csvReason({ code }: CsvError): string {
  if (code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH")
    return "unreadable row: not as many cells as the header";
  if (code === "CSV_QUOTE_NOT_CLOSED") return "unreadable row: a quote is never closed";
  return `unreadable row: ${code}`;
}

function describe(error: Error): Error {
  if (!("code" in error) || error.code !== "CSV_MAX_RECORD_SIZE") return error;
  const line = "lines" in error ? String(error.lines) : "?";
  return new FileError(
    `the row that reaches line ${line} has more than ${limits.bodyBytesMax} characters; is a quote never closed?`,
  );
}

type RowReader = (row: readonly string[]) => ParsedLine;

/** Decides once, by the header, what every column is. */
function rowReader(header: readonly string[], options: CsvOptions): RowReader {
  const names = header.map((name, index) => name.trim() || `column_${index + 1}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new FileError(`two columns of the header are named ${twice}`);
  const fields = fieldColumns(names, options.map);
  checkColumns(names, fields, options);
  const taken = new Set(fields.values());
  const others = names.flatMap((name, index) =>
    taken.has(index) ? [] : [{ name, index, isNumber: options.numbers.includes(name) }],
  );
  const parts = { constants: options.constants, readTime: timeReader(options.timeFormat) };
  return (row) => {
    const given: FieldValues = {};
    for (const [field, index] of fields) given[field] = row[index];
    // Without a prototype, because a column may have any name.
    const properties = Object.create(null) as Record<string, unknown>;
    for (const { name, index, isNumber } of others) {
      const cell = row[index];
      if (cell !== undefined && cell !== "") properties[name] = isNumber ? asNumber(cell) : cell;
    }
    return draftLine(given, properties, parts);
  };
}

function fieldColumns(names: readonly string[], mapped: FieldTexts): Map<MappedField, number> {
  const map = fieldMap(mapped);
  const columns = new Map<MappedField, number>();
  for (const field of mappedFields) {
    const index = map[field].map((name) => names.indexOf(name)).find((found) => found >= 0);
    if (index !== undefined) columns.set(field, index);
  }
  return columns;
}

/** A mistake in the options is told before anything is sent. */
function checkColumns(
  names: readonly string[],
  columns: ReadonlyMap<MappedField, number>,
  options: CsvOptions,
): void {
  const has = `the header has: ${names.join(", ")}`;
  for (const [field, column] of Object.entries(options.map)) {
    if (column !== "" && !names.includes(column))
      throw new FileError(`--map ${field}=${column}: no such column; ${has}`);
  }
  for (const column of options.numbers) {
    if (!names.includes(column)) throw new FileError(`--numbers ${column}: no such column; ${has}`);
  }
  for (const field of ["name", "time"] as const) {
    if (columns.has(field) || options.constants[field] !== undefined) continue;
    throw new FileError(`no column is the event's ${field}; name one with --map ${field}=COLUMN; ${has}`);
  }
}
