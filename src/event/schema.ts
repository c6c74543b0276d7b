import { z } from "zod";
import type { EpochMs } from "../kernel/clock.ts";
import { limits } from "../kernel/limits.ts";
import type { EventDraft, Properties } from "./event.ts";
import { propertiesProblem } from "./properties.ts";
import { parseTime } from "./time.ts";
import type { Rejection } from "./verdict.ts";

/**
 * The building blocks of every dialect's event schema. Plain checks without transforms, because Zod
 * compiles those: half a microsecond an event instead of two. Optional fields take null as absent,
 * because the briefs' own client code sends null.
 */
export const eventName = z.string().min(1).max(limits.eventNameCharsMax);
export const requiredId = z.string().min(1).max(limits.idCharsMax);
export const optionalId = z.string().max(limits.idCharsMax).nullish();
export const optionalText = z.string().max(limits.stringBytesMax).nullish();
export const optionalNumber = z.number().nullish();
/** Categories of consent, such as `analytics`. */
export const optionalConsent = z
  .array(z.string().min(1).max(limits.consentCharsMax))
  .max(limits.consentCategoriesMax)
  .nullish();
/** Epoch milliseconds or ISO 8601; its value is checked by `draftParser`. */
export const optionalTime = z.union([z.number(), z.string()]).nullish();
/** Any JSON object, kept as it is; its limits are checked by `draftParser`. */
export const properties = z.unknown().optional();

/** One event of a request, parsed by a dialect's schema; a bad one becomes a rejection that names the field. */
export type DraftParser = (raw: unknown) => EventDraft | Rejection;

export interface DraftFields<Raw> {
  readonly schema: z.ZodType<Raw>;
  /** The names of the fields that hold the time and the properties. */
  readonly time: keyof Raw & string;
  readonly properties: keyof Raw & string;
  toDraft(raw: Raw, time: EpochMs | undefined, properties: Properties): EventDraft;
}

export function draftParser<Raw>(fields: DraftFields<Raw>): DraftParser {
  return (raw) => {
    const parsed = fields.schema.safeParse(raw);
    if (!parsed.success) return rejectionOf(parsed.error, raw);
    const time = readTime(parsed.data[fields.time]);
    if (time === null) return timeRejection(fields.time);
    const given = parsed.data[fields.properties] ?? {};
    const problem = propertiesProblem(given);
    if (problem === null) return fields.toDraft(parsed.data, time, given);
    const field = [fields.properties, ...problem.path].join(".");
    return { code: problem.code, field, message: `${field}: ${problem.message}` };
  };
}

/** Absent, null and empty are one and the same. */
export function text(value: string | null | undefined): string | undefined {
  return value === null || value === "" ? undefined : value;
}

export function isRejection(parsed: EventDraft | Rejection): parsed is Rejection {
  return "code" in parsed;
}

/** The first problem is enough for the sender to mend the event and see the next. */
function rejectionOf(error: z.ZodError, raw: unknown): Rejection {
  const issue = error.issues[0]!;
  const field = issue.path.map(String).join(".");
  const message = field === "" ? issue.message : `${field}: ${issue.message}`;
  return { code: rejectionCode(issue, raw), ...(field === "" ? {} : { field }), message };
}

function readTime(value: unknown): EpochMs | undefined | null {
  if (value === undefined || value === null || value === "") return undefined;
  return parseTime(value) ?? null;
}

function timeRejection(field: string): Rejection {
  const message = `${field}: must be epoch milliseconds or ISO 8601, in the years 1970 to 2298`;
  return { code: "time_out_of_range", field, message };
}

function rejectionCode(issue: z.core.$ZodIssue, raw: unknown): Rejection["code"] {
  if (issue.code === "too_big" && issue.origin === "string") return "too_long";
  const isMissing =
    issue.code === "invalid_type" && issue.path.length > 0 && valueAt(raw, issue.path) === undefined;
  return isMissing ? "missing_field" : "invalid_field";
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
