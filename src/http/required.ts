import type { DraftParser } from "../event/schema.ts";

/**
 * A parser that wants one of these fields to be there; null and the empty text are as good as absent,
 * as they are for optional fields. The error names the first of them.
 */
export function requireOneOf(fields: readonly [string, ...string[]], parse: DraftParser): DraftParser {
  const [first] = fields;
  const message =
    fields.length === 1 ? `${first}: is required` : `${first}: one of ${fields.join(", ")} is required`;
  return (raw) => {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return parse(raw);
    const given = raw as Readonly<Record<string, unknown>>;
    return fields.some((name) => isThere(given[name]))
      ? parse(raw)
      : { code: "missing_field", field: first, message };
  };
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}
