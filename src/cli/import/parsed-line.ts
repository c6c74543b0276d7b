import type { EpochMs } from "../../kernel/clock.ts";

/** The fields of an event that a column or key of a file can be mapped to, by their canonical names. */
export const mappedFields = [
  "name",
  "event_id",
  "time",
  "user_id",
  "anonymous_id",
  "session_id",
  "url",
  "path",
  "title",
  "referrer",
  "value",
  "currency",
  "user_agent",
  "ip",
] as const;
export type MappedField = (typeof mappedFields)[number];

/** What a file says about one event, in the form in which the server takes it; the server checks the fields. */
export type ImportDraft = Partial<Record<MappedField, unknown>> & {
  readonly time: EpochMs;
  readonly properties: Readonly<Record<string, unknown>>;
};

/** What a format makes of one line or row. Data never makes it throw. */
export type ParsedLine =
  | { readonly kind: "event"; readonly draft: ImportDraft }
  | { readonly kind: "rejected"; readonly reason: string }
  /** Left out because an option says so. */
  | { readonly kind: "skipped" };

/** A line as it goes on from its format. */
export interface SourceLine {
  /** Counted from 1, as editors do; for a row over several lines, its last one. */
  readonly line: number;
  /** What the line holds, for the id of an event that brings none. */
  readonly content: () => string;
  readonly parsed: ParsedLine;
}

export function rejected(reason: string): ParsedLine {
  return { kind: "rejected", reason };
}
