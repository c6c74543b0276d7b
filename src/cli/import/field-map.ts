import { type Result, err, ok } from "../../kernel/result.ts";
import { type MappedField, mappedFields } from "./parsed-line.ts";

/**
 * Where a file keeps the fields of an event: for each field the keys or columns to look at, the first
 * one that is there counts. Everything that no field takes becomes a property.
 */
export type FieldMap = Readonly<Record<MappedField, readonly string[]>>;

/** The native API's names first: a record that has `eventName` means something else by `name`. */
const defaultFieldMap: FieldMap = {
  name: ["eventName", "name"],
  event_id: ["eventId", "event_id"],
  time: ["timestamp", "time"],
  user_id: ["userId", "user_id"],
  anonymous_id: ["anonymousId", "anonymous_id"],
  session_id: ["sessionId", "session_id"],
  url: ["pageUrl", "url"],
  path: ["path"],
  title: ["title"],
  referrer: ["referrer"],
  value: ["value"],
  currency: ["currency"],
  user_agent: ["userAgent", "user_agent"],
  ip: ["ip"],
};

/** What `--map` and `--set` say, by field. */
export type FieldTexts = Readonly<Partial<Record<MappedField, string>>>;

/** An empty column takes the field's default away: `--map value=` makes `value` a property. */
export function fieldMap(mapped: FieldTexts): FieldMap {
  const given = Object.entries(mapped).map(([field, column]) => [field, column === "" ? [] : [column]]);
  return { ...defaultFieldMap, ...(Object.fromEntries(given) as Partial<FieldMap>) };
}

/**
 * Reads `field=text,field=text`, given once or several times. A comma that belongs to a text is
 * written `\,`.
 */
export function parseFieldTexts(option: string, given: readonly string[]): Result<FieldTexts, string> {
  const texts: Partial<Record<MappedField, string>> = {};
  for (const pair of given.flatMap(splitAtCommas)) {
    const equals = pair.indexOf("=");
    const field = pair.slice(0, Math.max(0, equals)).trim();
    if (!isMappedField(field)) {
      return err(`${option} ${pair}: write field=text, where field is one of ${mappedFields.join(", ")}`);
    }
    if (texts[field] !== undefined) return err(`${option}: ${field} is given twice`);
    texts[field] = pair.slice(equals + 1).trim();
  }
  return ok(texts);
}

export function splitAtCommas(list: string): string[] {
  const parts = list.split(/(?<!\\),/).map((part) => part.replaceAll(String.raw`\,`, ",").trim());
  return parts.filter((part) => part !== "");
}

function isMappedField(field: string): field is MappedField {
  return (mappedFields as readonly string[]).includes(field);
}
