import type { RateBudget, RateSubject, RateVerdict } from "../access/limits/rate-limits.ts";
import type { Principal } from "../access/principal.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { Authorized, CallAccess } from "./authorize.ts";
import { clientAddress } from "./client-address.ts";
import type { Call, Operation } from "./operation.ts";

/**
 * Counts a call against the budget of whoever sends it. That is a key, a token or a person; whoever has
 * shown no credentials, or wrong ones, is counted by address, so that guessing is limited as well.
 * Null: not limited. Answers at once where the buckets are in this process.
 */
export function takeRate(
  call: Call,
  operation: Operation,
  authorized: Authorized,
): RateVerdict | null | Promise<RateVerdict> {
  const access = authorized.ok ? authorized.value : null;
  return call.services.rateLimits.take(rateSubject(call, access), rateBudget(operation));
}

function rateBudget(operation: Pick<Operation, "scope" | "dialect" | "bringsEvents">): RateBudget {
  const { scope, dialect, bringsEvents } = operation;
  if (scope === "ingest" || bringsEvents === true) return "ingest";
  return dialect === "reports" || dialect === "platform" ? dialect : "read";
}

export function knownSubject({
  principal,
  settings,
}: CallAccess): Exclude<RateSubject, { kind: "address" }> | null {
  const kind = kinds[principal.kind];
  if (kind === null) return null;
  // Subjects of tokens are the issuer's to choose; two organizations may have the same.
  const id = kind === "token" ? `${principal.organization_id}/${principal.id}` : principal.id;
  const chosen = principal.rates === undefined ? [settings.limits] : [principal.rates, settings.limits];
  return { kind, id, chosen };
}

function rateSubject(call: Call, access: CallAccess | null): RateSubject {
  const known = access === null ? null : knownSubject(access);
  if (known !== null) return known;
  const { trustedProxyHops } = call.services;
  return { kind: "address", address: clientAddress(call.req.headers, call.address, trustedProxyHops) };
}

const kinds = {
  key: "key",
  token: "token",
  user: "user",
  operator: "user",
  open: null,
} as const satisfies Record<Principal["kind"], "key" | "token" | "user" | null>;

export function tooManyRequests({ limit, retryAfterMs }: RateVerdict): Failure {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  const window = limit.windowMs % 60_000 === 0 ? `${limit.windowMs / 60_000} min` : `${limit.windowMs} ms`;
  const message = `At most ${limit.tokens} requests in ${window}; try again in ${retryAfterSeconds} s.`;
  return failure("rate_limited", { message, retryAfterSeconds });
}

/** Tells a client how much it has left, with every answer that was limited, good or bad. */
export function addRateHeaders(headers: Headers, rate: RateVerdict): void {
  const { limit, remaining } = rate;
  const windowSeconds = Math.ceil(limit.windowMs / 1_000);
  headers.set("RateLimit-Limit", String(limit.tokens));
  headers.set("RateLimit-Remaining", String(remaining));
  headers.set("RateLimit-Reset", String(resetSecondsOf(rate)));
  headers.set("RateLimit-Policy", `${limit.tokens};w=${windowSeconds}`);
}

export function resetSecondsOf({ fullAfterMs }: RateVerdict): number {
  return Math.ceil(fullAfterMs / 1_000);
}

/** What each of the headers says; the OpenAPI document shows it. */
export const rateHeaders = {
  "RateLimit-Limit": "Requests that may be sent at once, and in each window.",
  "RateLimit-Remaining": "How many of them are left.",
  "RateLimit-Reset": "Seconds until all of them are there again; they come back evenly.",
  "RateLimit-Policy": "The limit and its window in seconds, such as `100;w=60`.",
} as const;
