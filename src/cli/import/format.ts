import { combinedParser } from "./combined.ts";
import { type CsvOptions, csvRows } from "./csv.ts";
import { type RecordOptions, ndjsonParser } from "./ndjson.ts";
import type { SourceLine } from "./parsed-line.ts";
import { textLines } from "./text-lines.ts";

export const formatNames = ["combined", "ndjson", "csv"] as const;
export type FormatName = (typeof formatNames)[number];

/** What the file is and how its lines become events. */
export type Format =
  | { readonly name: "combined"; readonly pagesOnly: boolean }
  | { readonly name: "ndjson"; readonly options: RecordOptions }
  | { readonly name: "csv"; readonly options: CsvOptions };

/** The file's lines, some at a time, as they come. Throws `FileError` when it cannot be read on. */
export function readFormat(format: Format, chunks: AsyncIterable<Uint8Array>): AsyncIterable<SourceLine[]> {
  switch (format.name) {
    case "combined":
      return textLines(chunks, combinedParser(format));
    case "ndjson":
      return textLines(chunks, ndjsonParser(format.options));
    case "csv":
      return csvRows(chunks, format.options);
  }
}

/**
 * What of the format goes into the ids of events: all that changes an event, in an order that does not
 * depend on how the options were written. `pagesOnly` only leaves events out.
 */
export function describeFormat(format: Format): string {
  if (format.name === "combined") return "combined";
  const { map, constants, timeFormat, numbers } = format.options;
  const sorted = (texts: object) => Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([format.name, sorted(map), sorted(constants), timeFormat, numbers.toSorted()]);
}

/** The format that a file's name tells, whatever compressed it; undefined when it tells none. */
export function formatOfName(file: string): FormatName | undefined {
  const name = file.toLowerCase().replace(/\.(?:gz|zst|zstd)$/, "");
  if (/\.(?:ndjson|jsonl)$/.test(name)) return "ndjson";
  if (name.endsWith(".csv")) return "csv";
  return /\.log(?:\.\d+)?$/.test(name) ? "combined" : undefined;
}
