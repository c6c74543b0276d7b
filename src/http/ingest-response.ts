import type { RateVerdict } from "../access/limits/rate-limits.ts";
import type { Call } from "./operation.ts";
import { addRateHeaders, resetSecondsOf } from "./rate.ts";
import { headersOfData } from "./security-headers.ts";

/**
 * A JSON answer that has its headers from the start, for the answers to events: there are more of those than of all
 * others, and headers that are set one by one on a finished answer cost it as much as its body does.
 */
export function ingestResponse({ rate }: Pick<Call, "rate">, body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: rate === null ? headersOfData : limitedHeaders(rate) });
}

/**
 * With what is left of the limit. Who stays far below it hears the same few numbers over and over, so the headers
 * that say them are made once. Every answer gets a copy.
 */
function limitedHeaders(rate: RateVerdict): Headers {
  const { remaining } = rate;
  const known = recent.get(remaining);
  if (known !== undefined && saysTheSame(known.rate, rate)) return known.headers;
  if (recent.size >= recentMax) recent.clear();
  const headers = new Headers(headersOfData);
  addRateHeaders(headers, rate);
  recent.set(remaining, { rate, headers });
  return headers;
}

/** Of two that have as much left. */
function saysTheSame(one: RateVerdict, other: RateVerdict): boolean {
  return (
    one.limit.tokens === other.limit.tokens &&
    one.limit.windowMs === other.limit.windowMs &&
    resetSecondsOf(one) === resetSecondsOf(other)
  );
}

/** By what is left. */
const recent = new Map<number, { readonly rate: RateVerdict; readonly headers: Headers }>();
const recentMax = 1_000;
