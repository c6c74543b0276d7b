import { z } from "zod";
import type { EpochMs } from "../kernel/clock.ts";

/**
 * Reads a time from outside: epoch milliseconds (a number, or digits in a query string) or ISO 8601
 * (a date is its midnight in UTC; a time without a zone is UTC). Undefined when it is neither, or
 * outside the years 1970 to 2298, which the store can hold whole.
 */
export function parseTime(value: unknown): EpochMs | undefined {
  if (typeof value === "number") return inRange(value);
  if (typeof value !== "string") return undefined;
  if (/^\d{1,15}$/.test(value)) return inRange(Number(value));
  if (!isoTime.safeParse(value).success) return undefined;
  const hasZone = /(?:z|[+-]\d{2}:?\d{2})$/i.test(value);
  const isDate = value.length === "2024-01-01".length;
  return inRange(Date.parse(hasZone || isDate ? value : `${value}Z`));
}

const anyZone = { offset: true, local: true } as const;
const toTheMinute = -1;
// The first form wants seconds wherever there is a zone, as RFC 3339 does; ISO 8601 does not.
const isoTime = z.union([
  z.iso.datetime(anyZone),
  z.iso.datetime({ ...anyZone, precision: toTheMinute }),
  z.iso.date(),
]);

export const epochMsMax = Date.UTC(2299, 0, 1) - 1;

function inRange(value: number): EpochMs | undefined {
  return value >= 0 && value <= epochMsMax ? Math.floor(value) : undefined;
}
