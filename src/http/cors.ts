import type { Operation } from "./operation.ts";
import { rateHeaders } from "./rate.ts";

/**
 * Which pages may call which operation from a browser. Any page may send events, with a beacon or
 * fetch; answers may be read from this server's own pages and from the configured origins. Beacons go
 * with credentials, and browsers then want to hear that those are welcome.
 */
export function corsHeaders(
  scope: Operation["scope"],
  origin: string,
  allowedOrigins: readonly string[],
): HeaderList {
  const isAllowed = scope === "ingest" || scope === "public" || allowedOrigins.includes(origin);
  if (!isAllowed) return [["Vary", "Origin"]];
  const welcome: HeaderList = scope === "ingest" ? [["Access-Control-Allow-Credentials", "true"]] : [];
  return [
    ["Access-Control-Allow-Origin", origin],
    ["Access-Control-Expose-Headers", exposedHeaders],
    ...welcome,
    ["Vary", "Origin"],
  ];
}

/** The answer to a browser that asks before it sends. */
export function preflightResponse(
  operations: readonly Operation[],
  origin: string | null,
  allowedOrigins: readonly string[],
): Response {
  const headers = new Headers({ Allow: [...methodsOf(operations), "OPTIONS"].join(", ") });
  const allowed = operations.filter((operation) => isOpenTo(operation, origin ?? "", allowedOrigins));
  if (origin !== null && allowed.length > 0) {
    headers.set("Access-Control-Allow-Origin", origin);
    headers.set("Access-Control-Allow-Methods", methodsOf(allowed).join(", "));
    headers.set(
      "Access-Control-Allow-Headers",
      "Content-Type, Content-Encoding, Authorization, X-API-Key, apikey, Idempotency-Key, X-Consent",
    );
    headers.set("Access-Control-Max-Age", "86400");
    if (allowed.some(({ scope }) => scope === "ingest"))
      headers.set("Access-Control-Allow-Credentials", "true");
  }
  headers.append("Vary", "Origin");
  return new Response(null, { status: 204, headers });
}

/** What scripts may read besides what they always may. */
const exposedHeaders = [...Object.keys(rateHeaders), "Retry-After"].join(", ");

export type HeaderList = readonly (readonly [name: string, value: string])[];

function isOpenTo(operation: Operation, origin: string, allowedOrigins: readonly string[]): boolean {
  return corsHeaders(operation.scope, origin, allowedOrigins).some(
    ([name]) => name === "Access-Control-Allow-Origin",
  );
}

function methodsOf(operations: readonly Operation[]): string[] {
  return [...new Set(operations.map(({ method }) => method))];
}
