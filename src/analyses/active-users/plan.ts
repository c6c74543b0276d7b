import type { EpochMs } from "../../kernel/clock.ts";
import { type Buckets, type ClosedPeriod, bucketsOf } from "../../query/interval.ts";
import type { Query } from "../../query/query.ts";
import type { ActiveUsersParams } from "./params.ts";

export interface ActiveUsersPlan {
  /** Over all of the days below. */
  readonly query: Query & { readonly period: ClosedPeriod };
  /** The days of the answer, and before them those that a month looks back. */
  readonly days: Buckets;
  readonly answerDays: readonly EpochMs[];
}

export const weekDaysCount = 7;
export const monthDaysCount = 30;

export function planActiveUsers({ query }: ActiveUsersParams): ActiveUsersPlan {
  const { zone } = query;
  const answer = bucketsOf(query.period, { unit: "day" }, zone);
  const first = Temporal.Instant.fromEpochMilliseconds(query.period.from).toZonedDateTimeISO(zone).toPlainDate();
  const before = first.subtract({ days: monthDaysCount - 1 }).toZonedDateTime(zone).epochMilliseconds;
  const isEmpty = answer.starts.length === 0;
  const period = { from: isEmpty ? query.period.from : before, to: isEmpty ? query.period.from : answer.end };
  return { query: { ...query, period }, days: datesOf(first, answer, zone), answerDays: answer.starts };
}

/** One bucket for each date, also for a date that the zone left out: it is a day that nobody was active on. */
function datesOf(first: Temporal.PlainDate, answer: Buckets, zone: string): Buckets {
  const starts: EpochMs[] = [];
  for (let date = first.subtract({ days: monthDaysCount - 1 }); ; date = date.add({ days: 1 })) {
    const start = date.toZonedDateTime(zone).epochMilliseconds;
    if (start >= answer.end) return { starts, end: answer.end };
    starts.push(start);
  }
}
