import { eventSummary } from "../../../analyses/event-summary/index.ts";
import { failed, ingestMany, nothingTakenResponse, rejections } from "../../ingest.ts";
import { type Call, type Operation, readParams } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { parsePlatformEvent } from "./parse.ts";
import { presentSummary } from "./present.ts";
import { summaryParams, summaryQuery } from "./queries.ts";

export const platformOperations: readonly Operation[] = [
  {
    method: "POST",
    paths: ["/api/v1/events"],
    dialect: "platform",
    scope: "ingest",
    summary: "Ingest one event or up to 1,000",
    handle: ingest,
  },
  {
    method: "GET",
    paths: ["/api/v1/events/summary"],
    dialect: "platform",
    scope: "read",
    summary: "How many events of which names",
    handle: summary,
  },
];

async function ingest(call: Call): Promise<Response> {
  const receipt = await ingestMany(call, "platform", parsePlatformEvent, "or-one");
  if (!receipt.ok) return failed(call, receipt.error);
  const nothingTaken = nothingTakenResponse(call, receipt.value);
  if (nothingTaken !== null) return nothingTaken;
  const { accepted, filtered, rejected, isBatch } = receipt.value;
  const body = {
    success: true,
    ...(isBatch ? {} : { eventId: accepted[0]?.event_id ?? null }),
    accepted: accepted.length,
    filtered: filtered.length,
    rejected: rejected.length,
    eventIds: accepted.map(({ event_id }) => event_id),
    errors: rejections(receipt.value),
  };
  return Response.json(body, { status: 202 });
}

async function summary(call: Call): Promise<Response> {
  const params = readParams(call, summaryParams);
  if (!params.ok) return failed(call, params.error);
  const answer = await call.services.analytics.run(eventSummary, summaryQuery(params.value), scopeOf(call));
  return answer.ok ? Response.json(presentSummary(answer.value)) : failed(call, answer.error);
}
