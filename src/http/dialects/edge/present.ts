import { z } from "zod";
import type { ListedEvent } from "../../../analyses/event-list/shape.ts";
import type { Overview } from "../../../analyses/overview/shape.ts";
import type { Realtime } from "../../../analyses/realtime/shape.ts";
import type { Session } from "../../../analyses/sessions/shape.ts";
import type { TimeSeries } from "../../../analyses/time-series/shape.ts";
import type { ValueCount } from "../../../analyses/value-count.ts";
import { epochMsSchema } from "../../answers.ts";

/** The edge dialect's answers: durations in milliseconds, rates in percent with two decimals. */
const countsByValue = z.record(z.string(), z.number().int());

export const metricsAnswer = z.object({
  totalEvents: z.number().int(),
  uniqueSessions: z.number().int(),
  uniqueUsers: z.number().int(),
  eventsByType: countsByValue,
  deviceBreakdown: countsByValue,
  geoBreakdown: countsByValue,
  averageSessionDuration: z.number().describe("Milliseconds"),
  bounceRate: z.number().describe("Percent"),
  topPages: z.array(z.object({ page: z.string(), views: z.number().int() })),
});

export const eventAnswer = z.object({
  id: z.string(),
  type: z.string(),
  timestamp: epochMsSchema,
  sessionId: z.string(),
  userId: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  geo: z.object({ country: z.string(), region: z.string(), city: z.string() }),
  device: z.object({ type: z.string(), os: z.string(), browser: z.string() }),
});

export const seriesAnswer = z.array(z.object({ timestamp: epochMsSchema, value: z.number() }));

export const sessionAnswer = z.object({
  id: z.string(),
  userId: z.string().nullable(),
  startTime: epochMsSchema,
  duration: z.number().int().describe("Milliseconds"),
  pageViews: z.number().int(),
  eventCount: z.number().int(),
  landingPage: z.string(),
  referrer: z.string(),
});

export function presentSession(session: Session): z.infer<typeof sessionAnswer> {
  return {
    id: session.session_id,
    userId: session.user_id === "" ? null : session.user_id,
    startTime: session.startedAt,
    duration: session.durationMs,
    pageViews: session.pageViews,
    eventCount: session.events,
    landingPage: session.landingPath,
    referrer: session.referrer,
  };
}

export const realtimeAnswer = z.object({
  activeSessions: z.number().int(),
  activeUsers: z.number().int(),
  eventsLastMinute: z.number().int(),
  topActivePages: z.array(z.object({ page: z.string(), count: z.number().int() })),
});

export function presentRealtime(realtime: Realtime): z.infer<typeof realtimeAnswer> {
  return {
    activeSessions: realtime.activeSessions,
    activeUsers: realtime.activeVisitors,
    eventsLastMinute: realtime.eventsLastMinute,
    topActivePages: realtime.pages.map(({ page, sessions }) => ({ page, count: sessions })),
  };
}

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

export function presentSeries(series: TimeSeries) {
  return series.points.map(({ start, values }) => ({ timestamp: start, value: values[0] ?? 0 }));
}

function byValue(counts: readonly ValueCount[]): Record<string, number> {
  return Object.fromEntries(counts.map(({ value, events }) => [value, events]));
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
