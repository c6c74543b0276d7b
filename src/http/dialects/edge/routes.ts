import { eventList } from "../../../analyses/event-list/index.ts";
import { overview } from "../../../analyses/overview/index.ts";
import { timeSeries } from "../../../analyses/time-series/index.ts";
import { failed, ingestOne } from "../../ingest.ts";
import { type Call, type Operation, readParams } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { parseCollect } from "./parse.ts";
import { eventListQuery, eventsParams, metricsParams, overviewQuery, seriesQuery, timeseriesParams } from "./queries.ts";
import { presentEvent, presentMetrics, presentSeries } from "./present.ts";

export const edgeOperations: readonly Operation[] = [
  { method: "POST", paths: ["/collect"], dialect: "edge", scope: "ingest", summary: "Track an event", handle: collect },
  { method: "GET", paths: ["/api/metrics"], dialect: "edge", scope: "read", summary: "Metrics at a glance", handle: metrics },
  { method: "GET", paths: ["/api/events"], dialect: "edge", scope: "read", summary: "The latest events", handle: events },
  {
    method: "GET",
    paths: ["/api/timeseries"],
    dialect: "edge",
    scope: "read",
    summary: "One metric over time",
    handle: timeseries,
  },
];

async function collect(call: Call): Promise<Response> {
  const receipt = await ingestOne(call, "edge", parseCollect);
  if (!receipt.ok) return failed(call, receipt.error);
  return Response.json({ success: true, eventId: receipt.value.accepted[0]?.event_id ?? null });
}

async function metrics(call: Call): Promise<Response> {
  const params = readParams(call, metricsParams);
  if (!params.ok) return failed(call, params.error);
  const answer = await call.services.analytics.run(overview, overviewQuery(params.value), scopeOf(call));
  return answer.ok ? Response.json(presentMetrics(answer.value)) : failed(call, answer.error);
}

async function events(call: Call): Promise<Response> {
  const params = readParams(call, eventsParams);
  if (!params.ok) return failed(call, params.error);
  const answer = await call.services.analytics.run(eventList, eventListQuery(params.value), scopeOf(call));
  return answer.ok ? Response.json(answer.value.map(presentEvent)) : failed(call, answer.error);
}

async function timeseries(call: Call): Promise<Response> {
  const params = readParams(call, timeseriesParams);
  if (!params.ok) return failed(call, params.error);
  const query = seriesQuery(params.value, call.services.clock.now());
  if (!query.ok) return failed(call, query.error);
  const answer = await call.services.analytics.run(timeSeries, query.value, scopeOf(call));
  return answer.ok ? Response.json(presentSeries(answer.value)) : failed(call, answer.error);
}
