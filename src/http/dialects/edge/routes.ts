import { z } from "zod";
import { eventList } from "../../../analyses/event-list/index.ts";
import { overview } from "../../../analyses/overview/index.ts";
import { realtime } from "../../../analyses/realtime/index.ts";
import { sessions } from "../../../analyses/sessions/index.ts";
import { timeSeries } from "../../../analyses/time-series/index.ts";
import { limits } from "../../../kernel/limits.ts";
import { ingestedOne } from "../../answers.ts";
import { failed } from "../../failed.ts";
import { ingestResponse } from "../../ingest-response.ts";
import { ingestOne } from "../../ingest.ts";
import { type Operation, ingestOperation, operation } from "../../operation.ts";
import { flagParam, wholeNumber } from "../../params.ts";
import { scopeOf } from "../../scope.ts";
import { funnelByNames } from "./funnel.ts";
import { collectBody, parseCollect } from "./parse.ts";
import {
  eventAnswer,
  metricsAnswer,
  presentEvent,
  presentMetrics,
  presentRealtime,
  presentSeries,
  presentSession,
  realtimeAnswer,
  seriesAnswer,
  sessionAnswer,
} from "./present.ts";
import {
  eventListQuery,
  eventsParams,
  metricsParams,
  overviewQuery,
  seriesQuery,
  timeseriesParams,
} from "./queries.ts";

const collect = ingestOperation({
  method: "POST",
  paths: ["/collect"],
  dialect: "edge",
  scope: "ingest",
  summary: "Track an event",
  body: collectBody,
  answer: { status: 200, description: "The event is stored.", schema: ingestedOne },
  examples: [
    {
      name: "page view",
      body: {
        type: "pageview",
        sessionId: "sess_abc123",
        userId: "user_456",
        properties: { page: "/products", title: "Products Page", referrer: "https://google.com" },
      },
    },
  ],
  handle: async (call) => {
    const receipt = await ingestOne(call, "edge", parseCollect);
    if (!receipt.ok) return failed(call, receipt.error);
    return ingestResponse(call, { success: true, eventId: receipt.value.accepted[0]?.event_id ?? null });
  },
});

const metrics = operation({
  method: "GET",
  paths: ["/api/metrics"],
  dialect: "edge",
  scope: "read",
  summary: "Metrics at a glance",
  query: metricsParams,
  answer: { status: 200, description: "The project's metrics in the range.", schema: metricsAnswer },
  examples: [{ name: "all time" }, { name: "a range", query: { start: "1234567890", end: "1234567999" } }],
  handle: async (call, { query }) => {
    const answer = await call.services.analytics.run(overview, overviewQuery(query), scopeOf(call));
    return answer.ok ? Response.json(presentMetrics(answer.value)) : failed(call, answer.error);
  },
});

const events = operation({
  method: "GET",
  paths: ["/api/events"],
  dialect: "edge",
  scope: "read",
  summary: "The latest events",
  query: eventsParams,
  answer: { status: 200, description: "Events, the latest first.", schema: eventAnswer.array() },
  examples: [
    { name: "latest" },
    { name: "of a type", query: { type: "pageview" } },
    { name: "of a session", query: { sessionId: "sess_abc123" } },
    { name: "few", query: { limit: "50" } },
  ],
  handle: async (call, { query }) => {
    const answer = await call.services.analytics.run(eventList, eventListQuery(query), scopeOf(call));
    return answer.ok ? Response.json(answer.value.events.map(presentEvent)) : failed(call, answer.error);
  },
});

const timeseries = operation({
  method: "GET",
  paths: ["/api/timeseries"],
  dialect: "edge",
  scope: "read",
  summary: "One metric over time",
  query: timeseriesParams,
  answer: {
    status: 200,
    description: "Every interval of the range, empty ones as zero.",
    schema: seriesAnswer,
  },
  examples: [
    { name: "events a minute", query: { metric: "events", interval: "60000" } },
    { name: "page views", query: { metric: "pageview", interval: "300000" } },
  ],
  handle: async (call, { query }) => {
    const asked = seriesQuery(query, call.services.clock.now());
    if (!asked.ok) return failed(call, asked.error);
    const answer = await call.services.analytics.run(timeSeries, asked.value, scopeOf(call));
    return answer.ok ? Response.json(presentSeries(answer.value)) : failed(call, answer.error);
  },
});

const realtimeStats = operation({
  method: "GET",
  paths: ["/api/realtime"],
  dialect: "edge",
  scope: "read",
  summary: "Who is there right now",
  query: z.object({ includeBots: flagParam }),
  answer: { status: 200, description: "The last 30 minutes, and the last one.", schema: realtimeAnswer },
  examples: [{ name: "now" }],
  handle: async (call, { query }) => {
    const asked = { includeBots: query.includeBots, topPages: 10 };
    const answer = await call.services.analytics.run(realtime, asked, scopeOf(call));
    return answer.ok ? Response.json(presentRealtime(answer.value)) : failed(call, answer.error);
  },
});

const activeSessions = operation({
  method: "GET",
  paths: ["/api/sessions"],
  dialect: "edge",
  scope: "read",
  summary: "Active sessions",
  description: "Sessions whose last event is less than 30 minutes old.",
  query: z.object({
    limit: wholeNumber(1, limits.pageRowsMax).optional().default(limits.pageRowsMax),
    includeBots: flagParam,
  }),
  answer: { status: 200, description: "Sessions, the latest start first.", schema: sessionAnswer.array() },
  examples: [{ name: "now" }],
  handle: async (call, { query }) => {
    const asked = { ...query, period: "active", filters: {} } as const;
    const answer = await call.services.analytics.run(sessions, asked, scopeOf(call));
    return answer.ok ? Response.json(answer.value.sessions.map(presentSession)) : failed(call, answer.error);
  },
});

export const edgeOperations: readonly Operation[] = [
  collect,
  metrics,
  activeSessions,
  events,
  timeseries,
  funnelByNames,
  realtimeStats,
];
