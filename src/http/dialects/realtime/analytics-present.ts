import type { Breakdown } from "../../../analyses/breakdown/shape.ts";
import type { TimeSeries } from "../../../analyses/time-series/shape.ts";

/** What `/analytics/aggregate` tells of a numeric property, in this order. */
export const statisticNames = ["sum", "avg", "min", "max", "median", "p90", "p95", "p99"] as const;

interface Asked {
  readonly eventType?: string | null | undefined;
  readonly metric?: string | null | undefined;
  readonly interval: number;
}

export function presentAggregate(series: TimeSeries, asked: Asked) {
  return {
    eventType: asked.eventType ?? null,
    metric: asked.metric ?? null,
    startTime: series.from,
    endTime: series.to,
    interval: asked.interval,
    buckets: series.points.map(({ start, values }) => ({ timestamp: start, ...named(values) })),
    totals: named(series.totals),
  };
}

export function presentCount(answer: Breakdown, groupBy: string | undefined) {
  const count = answer.totals[0] ?? 0;
  if (groupBy === undefined) return { count };
  const groups = answer.groups.map(({ by, values }) => ({ value: by[0] ?? null, count: values[0] ?? 0 }));
  return { count, groupBy, groups, ...(answer.other === null ? {} : { other: answer.other.values[0] ?? 0 }) };
}

export function presentTop(answer: Breakdown) {
  const total = answer.totals[0] ?? 0;
  return answer.groups.map(({ by, values }) => {
    const count = values[0] ?? 0;
    return { value: by[0] ?? "", count, percentage: Math.round((count / total) * 10_000) / 100 };
  });
}

function named([count, uniqueUsers, ...statistics]: readonly (number | null)[]): Record<
  string,
  number | null
> {
  const values = statistics.map((value, index) => [statisticNames[index]!, value] as const);
  return { count: count ?? 0, uniqueUsers: uniqueUsers ?? 0, ...Object.fromEntries(values) };
}
