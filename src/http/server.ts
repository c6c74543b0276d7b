import { type Context, Hono } from "hono";
import { type Failure, failure } from "../kernel/errors.ts";
import { authorize } from "./authorize.ts";
import { HonoCall, type ServerBindings } from "./call.ts";
import { corsHeaders, preflightResponse } from "./cors.ts";
import { edgeOperations } from "./dialects/edge/routes.ts";
import { engineOperations } from "./dialects/engine/routes.ts";
import { platformOperations } from "./dialects/platform/routes.ts";
import { realtimeOperations } from "./dialects/realtime/routes.ts";
import { reportsOperations } from "./dialects/reports/routes.ts";
import { mountDocs } from "./docs-pages.ts";
import { failed } from "./failed.ts";
import { healthOperations } from "./health.ts";
import type { Call, Operation } from "./operation.ts";
import { failureResponse } from "./respond.ts";
import type { Services } from "./services.ts";

/** Every operation of every dialect. Their paths do not collide; a test holds that. */
export const operations: readonly Operation[] = [
  ...platformOperations,
  ...edgeOperations,
  ...engineOperations,
  ...realtimeOperations,
  ...reportsOperations,
  ...healthOperations,
];

export type HttpApp = Hono<{ Bindings: ServerBindings }>;

/** Mounts the operations and answers everything else: preflights, wrong methods, unknown paths, our own faults. */
export function createHttpApp(services: Services): HttpApp {
  const app: HttpApp = new Hono();
  for (const [path, mounted] of byPath(operations)) {
    for (const operation of mounted) app.on(operation.method, path, (c) => run(operation, c, services));
    app.on("OPTIONS", path, (c) =>
      preflightResponse(mounted, c.req.header("origin") ?? null, services.corsOrigins),
    );
    // One handler for each method and path: with a catch-all behind it, Hono would compose a chain.
    const unknown = methods.filter((method) => mounted.every((operation) => operation.method !== method));
    app.on(unknown, path, (c) => methodNotAllowed(c, mounted, services));
  }
  mountDocs(app, operations);
  app.notFound((c) => {
    const message = `There is no ${c.req.path} here.`;
    return failureResponse(failure("not_found", { message }), services.ids.opaque("req"));
  });
  app.onError((cause, c) => internalError(cause, c, services));
  return app;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

async function run(operation: Operation, c: Context, services: Services): Promise<Response> {
  const decided = authorize(c.req.raw, operation, services);
  const authorized = decided instanceof Promise ? await decided : decided;
  const call = new HonoCall(c, services, authorized.ok ? authorized.value : null);
  const response = authorized.ok ? await operation.handle(call) : refused(call, authorized.error);
  const origin = c.req.raw.headers.get("origin");
  if (origin === null) return response;
  for (const [name, value] of corsHeaders(operation.scope, origin, services.corsOrigins)) {
    response.headers.append(name, value);
  }
  return response;
}

function refused(call: Call, problem: Failure): Response {
  const response = failed(call, problem);
  if (response.status === 401) response.headers.set("WWW-Authenticate", "Bearer");
  return response;
}

function methodNotAllowed(c: Context, mounted: readonly Operation[], services: Services): Response {
  const allow = [...new Set(mounted.map(({ method }) => method)), "OPTIONS"].join(", ");
  const message = `${c.req.path} takes ${allow}.`;
  const response = failureResponse(failure("method_not_allowed", { message }), services.ids.opaque("req"));
  response.headers.set("Allow", allow);
  return response;
}

/** A broken invariant fails this request, not the server; the request id joins answer and log. */
function internalError(cause: unknown, c: Context, services: Services): Response {
  const requestId = services.ids.opaque("req");
  services.logger.error("a request failed", { requestId, method: c.req.method, path: c.req.path, cause });
  return failureResponse(failure("internal"), requestId);
}

function byPath(all: readonly Operation[]): Map<string, Operation[]> {
  const paths = new Map<string, Operation[]>();
  for (const operation of all) {
    for (const path of operation.paths) paths.set(path, [...(paths.get(path) ?? []), operation]);
  }
  return paths;
}
