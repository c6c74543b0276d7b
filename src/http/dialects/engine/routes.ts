import { z } from "zod";
import { loadProgress } from "../../../analyses/load-progress/index.ts";
import { siteStats } from "../../../analyses/site-stats/index.ts";
import { failure } from "../../../kernel/errors.ts";
import { failed } from "../../failed.ts";
import { ingestResponse } from "../../ingest-response.ts";
import { ingestOne } from "../../ingest.ts";
import { type Operation, ingestOperation, operation } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { ingestEventBody, parseIngestEvent } from "./parse.ts";
import { presentStats, statsAnswer } from "./present.ts";
import { siteStatsQuery, statsParams } from "./queries.ts";

const ingestEvent = ingestOperation({
  method: "POST",
  paths: ["/ingest-event", "/functions/v1/ingest-event"],
  dialect: "engine",
  scope: "ingest",
  summary: "Queue an event of a site",
  body: ingestEventBody,
  answer: {
    status: 202,
    description: "The event is durable in the log; reports show it once it is loaded.",
    schema: z.object({ success: z.literal(true), queued: z.literal(true), response_time_ms: z.number() }),
  },
  examples: [
    {
      name: "page view",
      body: {
        site_id: "site-abc-123",
        event_type: "page_view",
        path: "/pricing",
        user_id: "user-xyz-789",
        timestamp: "2025-11-12T19:30:01Z",
      },
    },
  ],
  handle: async (call) => {
    const receipt = await ingestOne(call, "engine", parseIngestEvent);
    if (!receipt.ok) return failed(call, receipt.error);
    const tookMs = Math.round((performance.now() - call.startedAt) * 100) / 100;
    return ingestResponse(call, { success: true, queued: true, response_time_ms: tookMs }, 202);
  },
});

/**
 * The loader works without being asked, so this waits until everything accepted before the call can
 * be queried, and reports what became queryable since the last such call.
 */
const processEvents = operation({
  method: "POST",
  paths: ["/process-events", "/functions/v1/process-events"],
  dialect: "engine",
  scope: "write",
  summary: "Load everything accepted so far",
  answer: {
    status: 200,
    description: "What became queryable since the previous call.",
    schema: z.object({
      success: z.literal(true),
      processed: z.number().int(),
      aggregated_days: z.number().int().describe("Different pairs of site and UTC day"),
    }),
  },
  errors: ["store_unavailable"],
  examples: [{ name: "process" }],
  handle: async (call) => {
    const { analytics, loader, processedMark } = call.services;
    const drained = await loader.drain(drainTimeoutMs);
    if (!drained) return failed(call, failure("store_unavailable", { retryAfterSeconds: 5 }));
    const toSeq = loader.progress().seq;
    const fromSeq = await processedMark.advance(call.access.project_id, toSeq);
    const answer = await analytics.run(loadProgress, { fromSeq, toSeq }, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    const { events, siteDays } = answer.value;
    return Response.json({ success: true, processed: events, aggregated_days: siteDays });
  },
});

const drainTimeoutMs = 25_000;

const getStats = operation({
  method: "GET",
  paths: ["/get-stats", "/functions/v1/get-stats"],
  dialect: "engine",
  scope: "read",
  summary: "Views, users and top paths of a site",
  query: statsParams,
  answer: { status: 200, description: "Of one UTC day, or of all time.", schema: statsAnswer },
  examples: [
    { name: "all time", query: { site_id: "site-abc-123" } },
    { name: "one day", query: { site_id: "site-abc-123", date: "2025-11-12" } },
  ],
  handle: async (call, { query }) => {
    const answer = await call.services.analytics.run(siteStats, siteStatsQuery(query), scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    return Response.json(presentStats(query.site_id, query.date, answer.value));
  },
});

export const engineOperations: readonly Operation[] = [ingestEvent, processEvents, getStats];
