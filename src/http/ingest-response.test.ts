import { expect, test } from "bun:test";
import type { RateVerdict } from "../access/limits/rate-limits.ts";
import { ingestResponse } from "./ingest-response.ts";
import { addRateHeaders } from "./rate.ts";

const verdict = (remaining: number, fullAfterMs: number, tokens = 100, windowMs = 60_000): RateVerdict => ({
  isAdmitted: true,
  remaining,
  retryAfterMs: 0,
  fullAfterMs,
  limit: { tokens, windowMs },
});

function rateHeadersOf(headers: Headers): [string, string][] {
  return [...headers].filter(([name]) => name.startsWith("ratelimit-"));
}

test("an answer says of the limit what is true of it, whatever earlier ones said", () => {
  const others = [verdict(5, 700, 50), verdict(5, 700, 100, 1_000), verdict(5, 1_700), verdict(6, 700)];
  for (const rate of [verdict(5, 700), ...others, verdict(5, 700), ...others.toReversed()]) {
    const expected = new Headers();
    addRateHeaders(expected, rate);
    const { headers } = ingestResponse({ rate }, { success: true });
    expect(rateHeadersOf(headers)).toEqual(rateHeadersOf(expected));
  }
});

test("it also does after more of them than are remembered", () => {
  for (let remaining = 3_000; remaining >= 0; remaining--) {
    const { headers } = ingestResponse({ rate: verdict(remaining, 1_000, 5_000) }, {});
    expect(headers.get("RateLimit-Remaining")).toBe(String(remaining));
  }
});

test("an answer whose headers are changed changes no other", () => {
  const rate = verdict(7, 700);
  ingestResponse({ rate }, {}).headers.set("RateLimit-Remaining", "0");
  expect(ingestResponse({ rate }, {}).headers.get("RateLimit-Remaining")).toBe("7");
  ingestResponse({ rate: null }, {}).headers.set("X-Of-One", "1");
  expect(ingestResponse({ rate: null }, {}).headers.has("X-Of-One")).toBe(false);
});

test("without a limit nothing is said of one", () => {
  expect(rateHeadersOf(ingestResponse({ rate: null }, {}).headers)).toEqual([]);
});
