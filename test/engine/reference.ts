import { isPageView } from "../../src/event/event.ts";
import { dayMs, minuteMs } from "../../src/kernel/clock.ts";
import type { FieldRef } from "../../src/query/columns.ts";
import type { ClosedPeriod, Interval } from "../../src/query/interval.ts";
import type { Metric } from "../../src/query/metric.ts";
import type { StoredEvent } from "./engine.ts";
import { distinctOf, expanded } from "./sampled-streams.ts";

/*
 * What the numbers mean, in the plainest JavaScript: for the references that analyses are compared with.
 * It walks the clock minute by minute and asks Intl what a wall clock shows, so it shares nothing with the
 * code under test.
 */

/** The events of a range in their order: by time, then arrival. Without bots, as usual. */
export function eventsIn(events: readonly StoredEvent[], { from, to }: Partial<ClosedPeriod>): StoredEvent[] {
  return events
    .filter(({ time, is_bot }) => !is_bot && time >= (from ?? 0) && time < (to ?? Infinity))
    .toSorted((a, b) => a.time - b.time || a.seq - b.seq);
}

/** Each event counts as many times as it stands for, which is once where nothing is sampled. */
export function metricOf(metric: Metric, kept: readonly StoredEvent[]): number | null {
  const events = expanded(kept);
  if ("field" in metric)
    return statisticOf(
      metric.of,
      events.flatMap((event) => numberOf(event, metric.field) ?? []),
    );
  switch (metric.of) {
    case "events":
      return events.filter(({ name }) => metric.name === undefined || name === metric.name).length;
    case "visitors":
      return distinctOf(kept, ({ visitor_id }) => visitor_id);
    case "sessions":
      return distinctOf(kept, ({ session_id }) => session_id);
    case "page_views":
      return events.filter(({ name }) => isPageView(name)).length;
  }
}

/** The field as text; null where the event has none, as in an empty column. */
export function textOf(event: StoredEvent, field: FieldRef): string | null {
  if ("column" in field) {
    const value = event[field.column as keyof StoredEvent] as string | number | null;
    return value === null || value === "" ? null : String(value);
  }
  let value: unknown = event.properties;
  for (const key of field.property.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  if (value === undefined || value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function numberOf(event: StoredEvent, field: FieldRef): number | null {
  const text = textOf(event, field);
  return text !== null && /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

function statisticOf(name: string, numbers: readonly number[]): number | null {
  const sum = numbers.reduce((total, number) => total + number, 0);
  if (name === "sum") return sum;
  if (numbers.length === 0) return null;
  const sorted = numbers.toSorted((a, b) => a - b);
  if (name === "avg") return sum / numbers.length;
  if (name === "min") return sorted[0]!;
  if (name === "max") return sorted.at(-1)!;
  const share = { median: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 }[name]!;
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)]!;
  return low + (sorted[Math.ceil(place)]! - low) * (place % 1);
}

/** All starts of buckets that a range touches. */
export function bucketStarts({ from, to }: ClosedPeriod, interval: Interval, zone: string): number[] {
  if (from >= to) return [];
  const stepMs =
    "ms" in interval
      ? interval.ms
      : interval.unit === "minute" || interval.unit === "hour"
        ? minuteMs
        : quarterMs;
  const isStart = (time: number) => "ms" in interval || isUnitStart(time, stepMs, interval, zone);
  let start = Math.floor(from / stepMs) * stepMs;
  while (!isStart(start)) start -= stepMs;
  const starts: number[] = [];
  for (let time = start; time < to; time += stepMs) if (isStart(time)) starts.push(time);
  return starts;
}

/** The last of the starts that is not after the time. */
export function startOf(starts: readonly number[], time: number): number {
  return starts.findLast((start) => start <= time)!;
}

const quarterMs = 15 * minuteMs;

function isUnitStart(time: number, stepMs: number, interval: Interval, zone: string): boolean {
  if ("ms" in interval || interval.unit === "minute") return true;
  if (interval.unit === "hour") return wallClock(time, zone).minute === 0;
  return dateLabel(time, interval, zone) !== dateLabel(time - stepMs, interval, zone);
}

function dateLabel(time: number, interval: Exclude<Interval, { ms: number }>, zone: string): string {
  const { year, month, day } = wallClock(time, zone);
  switch (interval.unit) {
    case "week": {
      const first = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"].indexOf(
        interval.weekStart ?? "monday",
      );
      const date = new Date(Date.UTC(year, month - 1, day));
      return String(date.getTime() - ((date.getUTCDay() - first + 7) % 7) * dayMs);
    }
    case "month":
      return `${year}-${month}`;
    case "quarter":
      return `${year}-${Math.ceil(month / 3)}`;
    case "year":
      return `${year}`;
    default:
      return `${year}-${month}-${day}`;
  }
}

interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, WallClock>();

/** What calendar and clock of a zone show, in whole minutes. */
export function wallClock(time: number, zone: string): WallClock {
  const key = `${zone} ${Math.floor(time / minuteMs)}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  let format = formats.get(zone);
  if (format === undefined) {
    const fields = {
      year: "numeric",
      month: "numeric",
      day: "numeric",
      minute: "numeric",
      hour: "numeric",
    } as const;
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...fields });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
  );
  const shown = {
    year: parts["year"]!,
    month: parts["month"]!,
    day: parts["day"]!,
    minute: parts["minute"]!,
  };
  known.set(key, shown);
  return shown;
}
