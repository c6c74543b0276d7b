import { z } from "zod";
import { type Call, type DialectName, type Operation, operation } from "./operation.ts";

const state = z.enum(["ok", "degraded", "down"]);
const part = z.object({
  status: state,
  message: z.string(),
  facts: z.record(z.string(), z.unknown()).optional(),
});
const report = z.object({ status: state, uptimeMs: z.number(), parts: z.record(z.string(), part) });

/** `/health` tells people and dashboards about every part; the others tell a supervisor yes or no. */
const health = operation({
  method: "GET",
  paths: ["/health"],
  dialect: "realtime",
  scope: "public",
  summary: "State of every part",
  answer: { status: 200, description: "503 when events are not taken.", schema: report },
  examples: [{ name: "health" }],
  handle: async (call) => {
    const checked = await call.services.health.check();
    return Response.json(checked, { status: checked.status === "down" ? 503 : 200 });
  },
});

const aliveAt = (path: string, dialect: DialectName): Operation =>
  operation({
    method: "GET",
    paths: [path],
    dialect,
    scope: "public",
    summary: "Whether events are taken",
    answer: {
      status: 200,
      description: "503 when events are not taken.",
      schema: z.object({ status: state }),
    },
    examples: [{ name: "alive" }],
    handle: alive,
  });

async function alive(call: Call): Promise<Response> {
  const { status } = await call.services.health.check();
  return Response.json({ status }, { status: status === "down" ? 503 : 200 });
}

export const healthOperations: readonly Operation[] = [
  health,
  aliveAt("/healthz", "platform"),
  aliveAt("/api/analytics/healthz", "reports"),
];
