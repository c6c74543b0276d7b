import { z } from "zod";
import type { ListedEvent } from "../../../analyses/event-list/shape.ts";
import type { Session } from "../../../analyses/sessions/shape.ts";

/** Sessions and events as the native API writes them: times in ISO 8601, durations in milliseconds. */
export const sessionAnswer = z.object({
  sessionId: z.string(),
  visitorId: z.string(),
  userId: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  duration: z.number().int().describe("Milliseconds from the first to the last event"),
  eventCount: z.number().int(),
  pageViews: z.number().int(),
  isBounce: z.boolean(),
  isBot: z.boolean(),
  landingPage: z.string().nullable(),
  exitPage: z.string().nullable(),
  referrer: z.string().nullable(),
  country: z.string().nullable(),
  deviceType: z.string().nullable(),
  channel: z.string().nullable(),
});

export const eventAnswer = z.object({
  eventId: z.string(),
  eventName: z.string(),
  timestamp: z.iso.datetime(),
  userId: z.string().nullable(),
  anonymousId: z.string().nullable(),
  sessionId: z.string(),
  pageUrl: z.string().nullable(),
  path: z.string().nullable(),
  title: z.string().nullable(),
  referrer: z.string().nullable(),
  value: z.number().nullable(),
  currency: z.string().nullable(),
  country: z.string().nullable(),
  deviceType: z.string().nullable(),
  os: z.string().nullable(),
  browser: z.string().nullable(),
  properties: z.record(z.string(), z.unknown()),
  sampleFactor: z
    .number()
    .int()
    .optional()
    .describe("For how many events it stands, where that is more than itself"),
});

export function presentSession(session: Session): z.infer<typeof sessionAnswer> {
  return {
    sessionId: session.session_id,
    visitorId: session.visitor_id,
    userId: orNull(session.user_id),
    startedAt: new Date(session.startedAt).toISOString(),
    endedAt: new Date(session.endedAt).toISOString(),
    duration: session.durationMs,
    eventCount: session.events,
    pageViews: session.pageViews,
    isBounce: session.isBounce,
    isBot: session.isBot,
    landingPage: orNull(session.landingPath),
    exitPage: orNull(session.exitPath),
    referrer: orNull(session.referrer),
    country: orNull(session.country),
    deviceType: orNull(session.device_type),
    channel: orNull(session.channel),
  };
}

export function presentEvent(event: ListedEvent): z.infer<typeof eventAnswer> {
  return {
    eventId: event.event_id,
    eventName: event.name,
    timestamp: new Date(event.time).toISOString(),
    userId: orNull(event.user_id),
    anonymousId: orNull(event.anonymous_id),
    sessionId: event.session_id,
    pageUrl: orNull(event.url),
    path: orNull(event.path),
    title: orNull(event.title),
    referrer: orNull(event.referrer),
    value: event.value,
    currency: orNull(event.currency),
    country: orNull(event.country),
    deviceType: orNull(event.device_type),
    os: orNull(event.os),
    browser: orNull(event.browser),
    properties: { ...event.properties },
    ...((event.sample_factor ?? 1) > 1 ? { sampleFactor: event.sample_factor } : {}),
  };
}

function orNull(text: string): string | null {
  return text === "" ? null : text;
}
