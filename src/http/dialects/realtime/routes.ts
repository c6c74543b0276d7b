import { z } from "zod";
import { eventList } from "../../../analyses/event-list/index.ts";
import { limits } from "../../../kernel/limits.ts";
import { ingestedOne, rejectionSchema } from "../../answers.ts";
import { failed } from "../../failed.ts";
import { ingestResponse } from "../../ingest-response.ts";
import { ingestMany, ingestOne, nothingTakenResponse, rejections } from "../../ingest.ts";
import { type Operation, ingestOperation, operation } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { abtestQuery } from "./abtest.ts";
import { analyticsOperations } from "./analytics.ts";
import { cohortQuery } from "./cohort.ts";
import { executeQuery } from "./execute.ts";
import { funnelQuery } from "./funnel.ts";
import { eventBody, parseEvent } from "./parse.ts";
import { eventAnswer, presentEvent } from "./present.ts";
import { listParams, listQuery } from "./queries.ts";

const ingest = ingestOperation({
  method: "POST",
  paths: ["/events"],
  dialect: "realtime",
  scope: "ingest",
  summary: "Ingest one event",
  body: eventBody,
  answer: { status: 202, description: "The event is stored.", schema: ingestedOne },
  examples: [
    {
      name: "page view",
      body: {
        type: "pageview",
        userId: "user_123",
        sessionId: "session_abc",
        timestamp: 1699564800000,
        properties: { page: "/products", duration: 3500, referrer: "google.com" },
      },
    },
  ],
  handle: async (call) => {
    const receipt = await ingestOne(call, "realtime", parseEvent);
    if (!receipt.ok) return failed(call, receipt.error);
    return ingestResponse(call, { success: true, eventId: receipt.value.accepted[0]?.event_id ?? null }, 202);
  },
});

const ingestBatch = ingestOperation({
  method: "POST",
  paths: ["/events/batch"],
  dialect: "realtime",
  scope: "ingest",
  summary: "Ingest up to 1,000 events",
  body: z.array(eventBody).max(limits.batchEventsMax),
  answer: {
    status: 202,
    description: "The good events are stored; the others are named.",
    schema: z.object({
      success: z.literal(true),
      ingested: z.number().int(),
      filtered: z.number().int(),
      eventIds: z.array(z.string()),
      errors: z.array(rejectionSchema),
    }),
  },
  errors: ["batch_too_large"],
  examples: [
    {
      name: "two events",
      body: [
        { type: "click", userId: "user_123" },
        { type: "pageview", userId: "user_123" },
      ],
    },
  ],
  handle: async (call) => {
    const receipt = await ingestMany(call, "realtime", parseEvent, "array-only");
    if (!receipt.ok) return failed(call, receipt.error);
    const nothingTaken = nothingTakenResponse(call, receipt.value);
    if (nothingTaken !== null) return nothingTaken;
    const { accepted, filtered } = receipt.value;
    const body = {
      success: true,
      ingested: accepted.length,
      filtered: filtered.length,
      eventIds: accepted.map(({ event_id }) => event_id),
      errors: rejections(receipt.value),
    };
    return ingestResponse(call, body, 202);
  },
});

const list = operation({
  method: "GET",
  paths: ["/events"],
  dialect: "realtime",
  scope: "read",
  summary: "Query events",
  query: listParams,
  answer: { status: 200, description: "Events, the latest first.", schema: eventAnswer.array() },
  examples: [
    {
      name: "page views of a day",
      query: { type: "pageview", startTime: "1699564800000", endTime: "1699651200000", limit: "100" },
    },
  ],
  handle: async (call, { query }) => {
    const answer = await call.services.analytics.run(eventList, listQuery(query), scopeOf(call));
    return answer.ok ? Response.json(answer.value.events.map(presentEvent)) : failed(call, answer.error);
  },
});

export const realtimeOperations: readonly Operation[] = [
  ingest,
  ingestBatch,
  list,
  ...analyticsOperations,
  funnelQuery,
  cohortQuery,
  abtestQuery,
  executeQuery,
];
