import { parseTime } from "../../event/time.ts";
import { type EpochMs, secondMs } from "../../kernel/clock.ts";

export const timeFormats = ["auto", "seconds", "ms", "iso"] as const;
export type TimeFormat = (typeof timeFormats)[number];

export type ReadTime = (value: unknown) => EpochMs | undefined;

/**
 * How a file writes its times. `auto` takes epoch milliseconds and ISO 8601; the others take just what
 * they say, because nothing about a number tells seconds from milliseconds for sure.
 */
export function timeReader(format: TimeFormat): ReadTime {
  switch (format) {
    case "auto":
      return (value) => parseTime(typeof value === "string" ? isoText(value) : value);
    case "iso":
      return (value) =>
        typeof value === "string" && !isNumber(value) ? parseTime(isoText(value)) : undefined;
    case "ms":
      return (value) => parseTime(numberIn(value));
    case "seconds":
      return (value) => parseTime(Math.round(numberIn(value) * secondMs));
  }
}

/** Databases write a blank between date and time. */
function isoText(value: string): string {
  const text = value.trim();
  return text[10] === " " ? `${text.slice(0, 10)}T${text.slice(11)}` : text;
}

function isNumber(text: string): boolean {
  return /^\s*[\d.]+\s*$/.test(text);
}

/** NaN, which is no time, when it is none. */
function numberIn(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && isNumber(value) ? Number(value) : Number.NaN;
}
