import type { EpochMs, IanaZone } from "../kernel/clock.ts";
import { dayMs, hourMs, minuteMs } from "../kernel/clock.ts";
import type { Period } from "./period.ts";

/**
 * How a range is cut into buckets. A unit is cut by the zone's calendar and clock: a day lasts 23 hours
 * when the clock goes forward. A fixed length is counted from the epoch, in UTC.
 */
export type Interval =
  | { readonly unit: CalendarUnit; readonly weekStart?: WeekDay | undefined }
  | { readonly ms: number };

export const calendarUnits = ["minute", "hour", "day", "week", "month", "quarter", "year"] as const;
export type CalendarUnit = (typeof calendarUnits)[number];

export const weekDays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
export type WeekDay = (typeof weekDays)[number];

/** The buckets of a range: each starts where the one before it ends. The first may start before the range. */
export interface Buckets {
  readonly starts: readonly EpochMs[];
  /** Where the last one ends. */
  readonly end: EpochMs;
}

export type ClosedPeriod = Required<{ readonly [End in keyof Period]: EpochMs }>;

/** All buckets that the period touches, in order; none when the period is empty. */
export function bucketsOf({ from, to }: ClosedPeriod, interval: Interval, zone: IanaZone): Buckets {
  if (from >= to) return { starts: [], end: from };
  const starts = [bucketStart(from, interval, zone)];
  for (;;) {
    const next = nextStart(starts.at(-1)!, interval, zone);
    if (next >= to) return { starts, end: next };
    starts.push(next);
  }
}

/** Never fewer than there are, and cheap: what a limit is checked with before any bucket is made. */
export function bucketCountMost({ from, to }: ClosedPeriod, interval: Interval): number {
  return Math.max(0, to - from) / shortestMs(interval) + 2;
}

/** The last moment at or before `time` at which a bucket starts. */
export function bucketStart(time: EpochMs, interval: Interval, zone: IanaZone): EpochMs {
  if ("ms" in interval) return Math.floor(time / interval.ms) * interval.ms;
  if (interval.unit === "minute" || interval.unit === "hour")
    return clockStart(time, clockUnitMs[interval.unit], zone);
  return dateStart(localDate(time, zone), interval).toZonedDateTime(zone).epochMilliseconds;
}

function nextStart(start: EpochMs, interval: Interval, zone: IanaZone): EpochMs {
  if ("ms" in interval) return start + interval.ms;
  if (interval.unit === "minute" || interval.unit === "hour")
    return nextClockStart(start, clockUnitMs[interval.unit], zone);
  let date = dateStart(localDate(start, zone), interval);
  for (;;) {
    date = date.add(calendarSteps[interval.unit]);
    const next = date.toZonedDateTime(zone).epochMilliseconds;
    // A day that a zone left out starts when the next one does.
    if (next > start) return next;
  }
}

const clockUnitMs = { minute: minuteMs, hour: hourMs } as const;
const calendarSteps = {
  day: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
} as const;

type DateUnit = keyof typeof calendarSteps;

function dateStart(
  date: Temporal.PlainDate,
  { unit, weekStart }: { unit: CalendarUnit; weekStart?: WeekDay | undefined },
) {
  switch (unit as DateUnit) {
    case "day":
      return date;
    case "week": {
      const first = weekDays.indexOf(weekStart ?? "monday") + 1;
      return date.subtract({ days: (date.dayOfWeek - first + 7) % 7 });
    }
    case "month":
      return date.with({ day: 1 });
    case "quarter":
      return date.with({ month: date.month - ((date.month - 1) % 3), day: 1 });
    case "year":
      return date.with({ month: 1, day: 1 });
  }
}

function localDate(time: EpochMs, zone: IanaZone): Temporal.PlainDate {
  return zoned(time, zone).toPlainDate();
}

/**
 * Hours and minutes start when the zone's clock shows a full one. So an hour lasts an hour, except where
 * a zone moves its clock by less than that.
 */
function clockStart(time: EpochMs, unitMs: number, zone: IanaZone): EpochMs {
  const local = zoned(time, zone);
  const full = time - positiveRest(time + offsetMs(local), unitMs);
  const change = local.add({ nanoseconds: 1 }).getTimeZoneTransition("previous")?.epochMilliseconds;
  if (change === undefined || change <= full) return full;
  return isFull(change, unitMs, zone) ? change : clockStart(change - 1, unitMs, zone);
}

function nextClockStart(start: EpochMs, unitMs: number, zone: IanaZone): EpochMs {
  const local = zoned(start, zone);
  const next = start - positiveRest(start + offsetMs(local), unitMs) + unitMs;
  // Within two units there is at most one change; asking for it is slow, comparing offsets is not.
  if (offsetMs(zoned(next, zone)) === offsetMs(local)) return next;
  const change = local.getTimeZoneTransition("next")!.epochMilliseconds;
  return isFull(change, unitMs, zone) ? change : nextClockStart(change, unitMs, zone);
}

function isFull(time: EpochMs, unitMs: number, zone: IanaZone): boolean {
  return positiveRest(time + offsetMs(zoned(time, zone)), unitMs) === 0;
}

function zoned(time: EpochMs, zone: IanaZone): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone);
}

function offsetMs(local: Temporal.ZonedDateTime): number {
  return local.offsetNanoseconds / 1e6;
}

function positiveRest(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function shortestMs(interval: Interval): number {
  if ("ms" in interval) return interval.ms;
  const days = { day: 1, week: 7, month: 28, quarter: 90, year: 365 } as const;
  if (interval.unit === "minute" || interval.unit === "hour") return clockUnitMs[interval.unit];
  // A day may be an hour shorter than a day.
  return days[interval.unit] * dayMs - 2 * hourMs;
}
