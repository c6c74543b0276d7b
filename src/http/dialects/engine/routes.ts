import { loadProgress } from "../../../analyses/load-progress/index.ts";
import { siteStats } from "../../../analyses/site-stats/index.ts";
import { failure } from "../../../kernel/errors.ts";
import { failed, ingestOne } from "../../ingest.ts";
import { type Call, type Operation, readParams } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { parseIngestEvent } from "./parse.ts";
import { presentStats } from "./present.ts";
import { siteStatsQuery, statsParams } from "./queries.ts";

const prefix = "/functions/v1";

export const engineOperations: readonly Operation[] = [
  {
    method: "POST",
    paths: ["/ingest-event", `${prefix}/ingest-event`],
    dialect: "engine",
    scope: "ingest",
    summary: "Queue an event of a site",
    handle: ingestEvent,
  },
  {
    method: "POST",
    paths: ["/process-events", `${prefix}/process-events`],
    dialect: "engine",
    scope: "write",
    summary: "Load everything accepted so far",
    handle: processEvents,
  },
  {
    method: "GET",
    paths: ["/get-stats", `${prefix}/get-stats`],
    dialect: "engine",
    scope: "read",
    summary: "Views, users and top paths of a site",
    handle: getStats,
  },
];

/** 202: the event is durable in the log; reports show it once it is loaded. */
async function ingestEvent(call: Call): Promise<Response> {
  const receipt = await ingestOne(call, "engine", parseIngestEvent);
  if (!receipt.ok) return failed(call, receipt.error);
  const tookMs = Math.round((performance.now() - call.startedAt) * 100) / 100;
  return Response.json({ success: true, queued: true, response_time_ms: tookMs }, { status: 202 });
}

/**
 * The loader works without being asked, so this waits until everything accepted before the call can
 * be queried, and reports what became queryable since the last such call.
 */
async function processEvents(call: Call): Promise<Response> {
  const { analytics, loader, processedMark, openProject } = call.services;
  const drained = await loader.drain(drainTimeoutMs);
  if (!drained) return failed(call, failure("store_unavailable", { retryAfterSeconds: 5 }));
  const toSeq = loader.progress().seq;
  const fromSeq = await processedMark.advance(openProject, toSeq);
  const answer = await analytics.run(loadProgress, { fromSeq, toSeq }, scopeOf(call));
  if (!answer.ok) return failed(call, answer.error);
  return Response.json({
    success: true,
    processed: answer.value.events,
    aggregated_days: answer.value.siteDays,
  });
}

const drainTimeoutMs = 25_000;

async function getStats(call: Call): Promise<Response> {
  const params = readParams(call, statsParams);
  if (!params.ok) return failed(call, params.error);
  const answer = await call.services.analytics.run(siteStats, siteStatsQuery(params.value), scopeOf(call));
  if (!answer.ok) return failed(call, answer.error);
  return Response.json(presentStats(params.value.site_id, params.value.date, answer.value));
}
