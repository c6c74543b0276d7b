import { type Context, Hono } from "hono";
import type { RateVerdict } from "../access/limits/rate-limits.ts";
import { diskAdvice } from "../kernel/disk-problem.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import { type Authorized, authorize } from "./authorize.ts";
import { isSecure } from "./browser-request.ts";
import { HttpCall, type ServerBindings } from "./call.ts";
import { compression } from "./compression.ts";
import { corsHeaders, preflightResponse } from "./cors.ts";
import { edgeOperations } from "./dialects/edge/routes.ts";
import { engineOperations } from "./dialects/engine/routes.ts";
import { platformOperations } from "./dialects/platform/routes.ts";
import { realtimeOperations } from "./dialects/realtime/routes.ts";
import { reportsOperations } from "./dialects/reports/routes.ts";
import { mountDocs } from "./docs-pages.ts";
import { failed } from "./failed.ts";
import { healthOperations } from "./health.ts";
import type { Operation } from "./operation.ts";
import { mountPages } from "./pages/mount-pages.ts";
import { addRateHeaders, takeRate, tooManyRequests } from "./rate.ts";
import { failureResponse } from "./respond.ts";
import { withSecurityHeaders } from "./security-headers.ts";
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

/** A web-standard handler of requests. */
export interface HttpApp {
  fetch(req: Request, bindings: ServerBindings): Response | Promise<Response>;
}

/**
 * Finds the operation of a request and runs it. Paths without parameters are looked up in a map, in
 * front of the router: that is where events come in, and the router took 8 µs of an event's 40.
 */
export function createHttpApp(services: Services): HttpApp {
  const router = createRouter(services);
  const exact = new Map<string, ReadonlyMap<string, Operation>>();
  for (const [path, mounted] of byPath(operations)) {
    // Answers to questions go through the router, where they are compressed.
    const direct = mounted.filter(({ scope }) => scope !== "read");
    if (!path.includes(":")) exact.set(path, new Map(direct.map((one) => [one.method, one])));
  }
  return {
    fetch: (req, bindings) => {
      const operation = exact.get(pathOf(req.url))?.get(req.method);
      const answered =
        operation === undefined
          ? router.fetch(req, bindings)
          : run(operation, new HttpCall(req, noParams, bindings, services));
      const secured = (response: Response) => withSecurityHeaders(response, isSecure(req, services));
      return answered instanceof Promise ? answered.then(secured) : secured(answered);
    },
  };
}

const noParams = {};

/** The path of an absolute URL, as it was sent. */
function pathOf(url: string): string {
  const start = url.indexOf("/", "https://".length);
  const end = url.indexOf("?", start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

type Router = Hono<{ Bindings: ServerBindings }>;

/** Mounts the operations and answers everything else: preflights, wrong methods, unknown paths. */
function createRouter(services: Services): Router {
  const app: Router = new Hono();
  for (const [path, mounted] of byPath(operations)) {
    for (const operation of mounted) {
      if (services.compresses && operation.scope === "read") {
        app.on(operation.method, path, compression);
      }
      app.on(operation.method, path, (c) =>
        run(operation, new HttpCall(c.req.raw, c.req.param(), c.env, services)),
      );
    }
    app.on("OPTIONS", path, (c) =>
      preflightResponse(mounted, c.req.header("origin") ?? null, services.corsOrigins),
    );
    // One handler for each method and path: with a catch-all behind it, Hono would compose a chain.
    const unknown = methods.filter((method) => mounted.every((operation) => operation.method !== method));
    app.on(unknown, path, (c) => methodNotAllowed(c, mounted, services));
  }
  mountDocs(app, operations, services.compresses);
  mountPages(app, services);
  app.notFound((c) => {
    const message = `There is no ${c.req.path} here.`;
    return failureResponse(failure("not_found", { message }), services.ids.opaque("req"));
  });
  app.onError((cause, c) => internalError(cause, new HttpCall(c.req.raw, noParams, c.env, services)));
  return app;
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

async function run(operation: Operation, call: HttpCall): Promise<Response> {
  const { req, services } = call;
  try {
    const decided = authorize(req, operation, services);
    const authorized = decided instanceof Promise ? await decided : decided;
    if (authorized.ok) call.grant(authorized.value);
    const asked = takeRate(call, operation, authorized);
    const rate = asked instanceof Promise ? await asked : asked;
    call.limit(rate);
    const response = await answer(operation, call, authorized, rate);
    if (rate !== null && !response.headers.has("RateLimit-Limit")) addRateHeaders(response.headers, rate);
    const origin = req.headers.get("origin");
    if (origin !== null) {
      for (const [name, value] of corsHeaders(operation.scope, origin, services.corsOrigins)) {
        response.headers.append(name, value);
      }
    }
    return response;
  } catch (cause) {
    return internalError(cause, call);
  }
}

function answer(
  operation: Operation,
  call: HttpCall,
  authorized: Authorized,
  rate: RateVerdict | null,
): Response | Promise<Response> {
  if (rate !== null && !rate.isAdmitted) return refused(call, tooManyRequests(rate));
  return authorized.ok ? operation.handle(call) : refused(call, authorized.error);
}

function refused(call: HttpCall, problem: Failure): Response {
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
function internalError(cause: unknown, { req, requestId, services }: HttpCall): Response {
  const path = pathOf(req.url);
  const advice = diskAdvice(cause);
  if (advice !== undefined) {
    services.logger.error("the catalog cannot be used", { requestId, path, advice, cause });
    return failureResponse(failure("catalog_unavailable", { cause }), requestId);
  }
  services.logger.error("a request failed", { requestId, method: req.method, path, cause });
  return failureResponse(failure("internal"), requestId);
}

function byPath(all: readonly Operation[]): Map<string, Operation[]> {
  const paths = new Map<string, Operation[]>();
  for (const operation of all) {
    for (const path of operation.paths) paths.set(path, [...(paths.get(path) ?? []), operation]);
  }
  return paths;
}
