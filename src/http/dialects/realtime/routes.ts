import { eventList } from "../../../analyses/event-list/index.ts";
import { failed, ingestMany, ingestOne, nothingTakenResponse, rejections } from "../../ingest.ts";
import { type Call, type Operation, readParams } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { parseEvent } from "./parse.ts";
import { presentEvent } from "./present.ts";
import { listParams, listQuery } from "./queries.ts";

export const realtimeOperations: readonly Operation[] = [
  { method: "POST", paths: ["/events"], dialect: "realtime", scope: "ingest", summary: "Ingest one event", handle: ingest },
  {
    method: "POST",
    paths: ["/events/batch"],
    dialect: "realtime",
    scope: "ingest",
    summary: "Ingest up to 1,000 events",
    handle: ingestBatch,
  },
  { method: "GET", paths: ["/events"], dialect: "realtime", scope: "read", summary: "Query events", handle: list },
];

async function ingest(call: Call): Promise<Response> {
  const receipt = await ingestOne(call, "realtime", parseEvent);
  if (!receipt.ok) return failed(call, receipt.error);
  return Response.json({ success: true, eventId: receipt.value.accepted[0]?.event_id ?? null }, { status: 202 });
}

async function ingestBatch(call: Call): Promise<Response> {
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
  return Response.json(body, { status: 202 });
}

async function list(call: Call): Promise<Response> {
  const params = readParams(call, listParams);
  if (!params.ok) return failed(call, params.error);
  const answer = await call.services.analytics.run(eventList, listQuery(params.value), scopeOf(call));
  return answer.ok ? Response.json(answer.value.map(presentEvent)) : failed(call, answer.error);
}
