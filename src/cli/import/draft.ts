import type { FieldTexts } from "./field-map.ts";
import { type MappedField, type ParsedLine, mappedFields, rejected } from "./parsed-line.ts";
import type { ReadTime } from "./read-time.ts";

export type FieldValues = Partial<Record<MappedField, unknown>>;

/** Makes the draft of what a line says. Only the time is checked here, all else where it is stored. */
export function draftLine(
  given: FieldValues,
  properties: Readonly<Record<string, unknown>>,
  options: { readonly constants: FieldTexts; readonly readTime: ReadTime },
): ParsedLine {
  const values = { ...given, ...options.constants };
  if (isAbsent(values.time)) return rejected("missing_field time");
  const time = options.readTime(values.time);
  if (time === undefined) return rejected("time_out_of_range time");
  const draft: FieldValues & { time: number; properties: typeof properties } = { time, properties };
  for (const field of mappedFields) {
    const value = values[field];
    if (field !== "time" && !isAbsent(value))
      draft[field] = field === "value" ? asNumber(value) : asText(value);
  }
  return { kind: "event", draft };
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** Ids are numbers in many files. What is neither is left for the server to refuse by its name. */
function asText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

/** The number that a text is; a text that is none stays as it is. */
export function asNumber(value: unknown): unknown {
  if (typeof value !== "string" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}
