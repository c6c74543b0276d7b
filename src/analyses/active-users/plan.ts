import type { EpochMs, IanaZone } from "../../kernel/clock.ts";
import { type Buckets, type ClosedPeriod, bucketsOf } from "../../query/interval.ts";
import { type ProjectFacts, type Query, askedOf } from "../../query/query.ts";
import { fitsDays, isDay } from "../../query/rollup.ts";
import type { ActiveUsersParams } from "./params.ts";

export interface ActiveUsersPlan {
  /** Over all of the days below. */
  readonly query: Query & { readonly period: ClosedPeriod };
  /** The days of the answer, and before them those that a month looks back. */
  readonly days: Buckets;
  /** The number of each day's date: a date that the zone left out has a number, but no day. */
  readonly dates: readonly number[];
  /** Days of UTC are read from the visitors of each day, which are the same. */
  readonly readsFrom: "days" | "events";
  /** The number of the first date of the answer. */
  readonly firstDate: number;
}

export const weekDaysCount = 7;
export const monthDaysCount = 30;

export function planActiveUsers(
  { query }: ActiveUsersParams,
  _now: EpochMs,
  facts: ProjectFacts,
): ActiveUsersPlan {
  const { zone } = query;
  const { from, to } = query.period;
  const first = dateOf(from, zone);
  const earliest = first.subtract({ days: monthDaysCount - 1 });
  const start = from < to ? earliest.toZonedDateTime(zone).epochMilliseconds : to;
  const days = bucketsOf({ from: start, to }, { unit: "day" }, zone);
  const whole = { ...askedOf(query, facts), period: { from: start, to: days.end } };
  return {
    query: whole,
    days,
    readsFrom: fitsDays(whole) && days.starts.every(isDay) ? "days" : "events",
    dates: days.starts.map((day) => earliest.until(dateOf(day, zone), { largestUnit: "days" }).days),
    firstDate: monthDaysCount - 1,
  };
}

function dateOf(time: EpochMs, zone: IanaZone): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate();
}
