import type { ListedEvent } from "../../../analyses/event-list/shape.ts";
import type { Overview } from "../../../analyses/overview/shape.ts";
import type { SeriesPoint } from "../../../analyses/time-series/shape.ts";
import type { ValueCount } from "../../../analyses/value-count.ts";

/** The edge brief's response shapes: durations in milliseconds, rates in percent with two decimals. */
export function presentMetrics(overview: Overview) {
  return {
    totalEvents: overview.events,
    uniqueSessions: overview.sessions,
    uniqueUsers: overview.visitors,
    eventsByType: byValue(overview.names),
    deviceBreakdown: byValue(overview.devices),
    geoBreakdown: byValue(overview.countries),
    averageSessionDuration: Math.round(overview.averageSessionDurationMs),
    bounceRate: percent(overview.bounceRate),
    topPages: overview.pages.map(({ value, events }) => ({ page: value, views: events })),
  };
}

export function presentEvent(event: ListedEvent) {
  return {
    id: event.event_id,
    type: event.name,
    timestamp: event.time,
    sessionId: event.session_id,
    userId: event.user_id === "" ? null : event.user_id,
    properties: event.properties,
    geo: { country: event.country, region: event.region, city: event.city },
    device: { type: event.device_type, os: event.os, browser: event.browser },
  };
}

export function presentSeries(points: readonly SeriesPoint[]) {
  return points.map(({ start, value }) => ({ timestamp: start, value }));
}

function byValue(counts: readonly ValueCount[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ value, events }) => [value, events]));
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
