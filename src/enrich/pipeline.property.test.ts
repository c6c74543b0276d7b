/** Whatever text stands in whichever field: enrichment answers, and its texts are clean and within limits. */
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import type { Event, EventDraft, RequestContext } from "../event/event.ts";
import { standardPrivacyPolicy } from "../event/privacy-policy.ts";
import { limits } from "../kernel/limits.ts";
import { channels } from "./channel.ts";
import { enrichLimits } from "./limits.ts";
import { createEnrichment } from "./pipeline.ts";
import { readUserAgent } from "./user-agent.ts";

const key = new Uint8Array(32).fill(7);
const enrich = createEnrichment({
  ids: { eventId: (at) => `evt_${at}`, opaque: () => "" },
  salts: { daily: () => ({ day: 1, key }), addressKey: key },
  policyOf: () => standardPrivacyPolicy,
  samplingOf: () => null,
  limits,
});

/** Whole characters, halves of surrogate pairs, NUL, and the pieces that parsers look for. */
const pieces = fc.constantFrom(
  "https://",
  "http://",
  "//",
  "/",
  "?",
  "#",
  "&",
  "=",
  ";",
  "%",
  "%E4",
  "%00",
  "+",
  ".",
  "..",
  ":",
  "@",
  "[",
  "]",
  "\\",
  " ",
  "www.",
  "google.com",
  "example.com",
  "utm_source=",
  "utm_medium=cpc",
  "gclid=1",
  "Mozilla/5.0 (",
  "compatible; ",
  "Windows NT 10.0",
  "Chrome/131.0",
  "Googlebot/2.1",
  "curl/8",
  "iPhone OS 18_1",
  "XX",
  "us",
  "\0",
  "\ud83d",
  "\ude42",
  "🙂",
  "ß",
  "İ",
);
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join("")),
  fc.tuple(pieces, fc.integer({ min: 1, max: 4_000 })).map(([piece, times]) => piece.repeat(times)),
);
const anyId = anyText.map((text) => text.slice(0, limits.idCharsMax));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const anyTime = fc.oneof(fc.double(), fc.integer(), fc.constant(0));

const anyProperties = fc.dictionary(
  fc.oneof(
    fc.constantFrom("page", "pageUrl", "path", "url", "title", "referrer", "utm_source", "__proto__"),
    anyId,
  ),
  fc.oneof(anyText, fc.jsonValue({ maxDepth: 3 })),
  { maxKeys: 6 },
);

const anyDraft: fc.Arbitrary<EventDraft> = fc.record({
  name: anyId,
  event_id: maybe(anyId),
  time: maybe(anyTime),
  user_id: maybe(anyId),
  anonymous_id: maybe(anyId),
  session_id: maybe(anyId),
  url: maybe(anyText),
  path: maybe(anyText),
  title: maybe(anyText),
  referrer: maybe(anyText),
  value: maybe(fc.double()),
  currency: maybe(fc.string({ unit: "binary", maxLength: 3 })),
  user_agent: maybe(anyText),
  ip: maybe(anyText),
  properties: anyProperties,
});

const anyContext: fc.Arbitrary<RequestContext> = fc.record({
  project_id: fc.constant("p"),
  source: fc.constant("edge" as const),
  received_at: fc.integer({ min: 0, max: 4e12 }),
  ip: anyText,
  user_agent: anyText,
  country: anyText,
  region: anyText,
  city: anyText,
  do_not_track: fc.boolean(),
});

const cutFields = new Set([
  "url",
  "path",
  "title",
  "referrer",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
]);
const channelNames: ReadonlySet<string> = new Set(channels);
const charsMax: Record<string, number> = {
  name: limits.idCharsMax,
  event_id: limits.idCharsMax,
  user_id: limits.idCharsMax,
  anonymous_id: limits.idCharsMax,
  session_id: limits.idCharsMax,
  visitor_id: limits.idCharsMax,
  referrer_domain: enrichLimits.domainCharsMax,
  bot_name: enrichLimits.botNameCharsMax,
  country: 2,
  region: enrichLimits.placeCharsMax,
  city: enrichLimits.placeCharsMax,
  os: 40,
  os_version: 8,
  browser: 40,
  browser_version: 8,
  ip_hash: 16,
};

/** What is wrong with the event's texts; one list, because an `expect` for each would take most of the time. */
function problemsOf(event: Event): string[] {
  const problems: string[] = [];
  everyText(event, (text) => {
    if (!text.isWellFormed() || text.includes("\0")) problems.push(`unclean: ${JSON.stringify(text)}`);
  });
  for (const [field, value] of Object.entries(event)) {
    if (typeof value !== "string") continue;
    if (value.length > (charsMax[field] ?? Infinity)) problems.push(`${field} is too long`);
    if (cutFields.has(field) && Buffer.byteLength(value) > limits.stringBytesMax)
      problems.push(`${field} is not cut`);
  }
  if (!channelNames.has(event.channel)) problems.push(`no such channel: ${event.channel}`);
  if (event.visitor_id === "" || event.event_id === "") problems.push("an id is empty");
  return problems;
}

function everyText(value: unknown, visit: (text: string) => void): void {
  if (typeof value === "string") visit(value);
  if (typeof value !== "object" || value === null) return;
  for (const [name, item] of Object.entries(value)) {
    visit(name);
    everyText(item, visit);
  }
}

/** Far more than a quiet machine needs; the suite also runs beside load. */
const timeoutMs = 60_000;

test(
  "arbitrary drafts and requests",
  () => {
    fc.assert(
      fc.property(anyDraft, anyContext, (draft, context) => {
        const given = JSON.stringify(draft);
        const outcome = enrich(draft, context);
        expect(JSON.stringify(draft)).toBe(given);
        if (outcome.kind === "ok") expect(problemsOf(outcome.event)).toEqual([]);
        else expect(outcome).toMatchObject({ kind: "reject", rejection: { code: "time_out_of_range" } });
      }),
      { numRuns: 3_000 },
    );
  },
  timeoutMs,
);

test(
  "arbitrary user agents",
  () => {
    fc.assert(
      fc.property(anyText, (userAgent) => {
        const { speakingForSomebody, ...facts } = readUserAgent(userAgent);
        expect(facts.is_bot).toBe(facts.device_type === "bot");
        expect(facts.is_bot).toBe(facts.bot_name !== "");
        expect(speakingForSomebody.is_bot && !facts.is_bot).toBe(false);
      }),
      { numRuns: 3_000 },
    );
  },
  timeoutMs,
);
