import type { Call, Operation } from "./operation.ts";

/** `/health` tells people and dashboards about every part; `/healthz` tells a supervisor yes or no. */
export const healthOperations: readonly Operation[] = [
  { method: "GET", paths: ["/health"], dialect: "realtime", scope: "public", summary: "State of every part", handle: health },
  { method: "GET", paths: ["/healthz"], dialect: "platform", scope: "public", summary: "Whether events are taken", handle: alive },
  {
    method: "GET",
    paths: ["/api/analytics/healthz"],
    dialect: "reports",
    scope: "public",
    summary: "Whether events are taken",
    handle: alive,
  },
];

async function health(call: Call): Promise<Response> {
  const report = await call.services.health.check();
  return Response.json(report, { status: report.status === "down" ? 503 : 200 });
}

async function alive(call: Call): Promise<Response> {
  const { status } = await call.services.health.check();
  return Response.json({ status }, { status: status === "down" ? 503 : 200 });
}
