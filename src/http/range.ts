import { z } from "zod";
import { parseTime } from "../event/time.ts";
import type { EpochMs, IanaZone } from "../kernel/clock.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { ClosedPeriod } from "../query/interval.ts";
import type { Period } from "../query/period.ts";

/** A range as callers write it: days or times; a day as the end includes that day, in the zone. */
export interface GivenRange {
  readonly startDate?: string | number | undefined;
  readonly endDate?: string | number | undefined;
  readonly timezone: IanaZone;
}

export const timeOrDaySchema = z
  .union([z.string().max(40), z.number()])
  .refine((value) => parseTime(value) !== undefined, {
    message: "must be a day, ISO 8601 or epoch milliseconds",
  })
  .meta({ description: "A day `2024-01-31`, a time in ISO 8601, or epoch milliseconds" });

/** The range with both ends; what is not given is the last `days` days up to and including today, or around the given end. */
export function closedRange(given: GivenRange, now: EpochMs, days = 30): Result<ClosedPeriod, Failure> {
  const { timezone: zone } = given;
  const to = given.endDate === undefined ? dayAfter(now, zone, 1) : endOf(given.endDate, zone);
  const from =
    given.startDate === undefined ? dayAfter(to - 1, zone, 1 - days) : startOf(given.startDate, zone);
  if (from > to)
    return err(
      failure("invalid_parameter", { field: "endDate", message: "endDate: must not be before startDate" }),
    );
  return ok({ from: Math.max(0, from), to: Math.max(0, to) });
}

/** The range as it is given; an end that is not given is open. */
export function openRange(given: GivenRange): Result<Period, Failure> {
  const { timezone: zone } = given;
  const from = given.startDate === undefined ? undefined : startOf(given.startDate, zone);
  const to = given.endDate === undefined ? undefined : endOf(given.endDate, zone);
  return from !== undefined && to !== undefined && from > to ? err(reversed()) : ok({ from, to });
}

function reversed(): Failure {
  return failure("invalid_parameter", { field: "endDate", message: "endDate: must not be before startDate" });
}

function startOf(value: string | number, zone: IanaZone): EpochMs {
  if (isLocal(value)) return Temporal.PlainDateTime.from(value).toZonedDateTime(zone).epochMilliseconds;
  return isDay(value)
    ? Temporal.PlainDate.from(value).toZonedDateTime(zone).epochMilliseconds
    : parseTime(value)!;
}

function endOf(value: string | number, zone: IanaZone): EpochMs {
  if (!isDay(value)) return startOf(value, zone);
  return Temporal.PlainDate.from(value).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
}

/** The start of the day that many days after the day of a time. */
function dayAfter(time: EpochMs, zone: IanaZone, days: number): EpochMs {
  const date = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate();
  return date.add({ days }).toZonedDateTime(zone).epochMilliseconds;
}

function isDay(value: string | number): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/** A time without a zone is one of the question's zone. */
function isLocal(value: string | number): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(value);
}
