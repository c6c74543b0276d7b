import { describe, expect, test } from "bun:test";
import type { Event, EventDraft, RequestContext } from "../event/event.ts";
import { type PrivacyPolicy, standardPrivacyPolicy } from "../event/privacy-policy.ts";
import { dayMs } from "../kernel/clock.ts";
import { limits } from "../kernel/limits.ts";
import { createEnrichment, type Outcome } from "./pipeline.ts";
import { createAddressHash } from "./visitor-hash.ts";

const now = Date.UTC(2026, 2, 1, 12);
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

const key = new Uint8Array(32).fill(7);

const request: RequestContext = {
  project_id: "shop",
  source: "edge",
  received_at: now,
  ip: "192.0.2.1",
  user_agent: firefox,
  country: "US",
  region: "CA",
  city: "San Francisco",
  do_not_track: false,
};

function enrich(
  draft: Partial<EventDraft>,
  context: Partial<RequestContext> = {},
  doNotTrack: PrivacyPolicy["doNotTrack"] = "anonymize",
  policy: Partial<PrivacyPolicy> = {},
): Outcome {
  const salts = { daily: () => ({ day: 1, key }), addressKey: key };
  const ids = { eventId: (at: number) => `evt_${at}_made`, opaque: () => "" };
  const run = createEnrichment({
    ids,
    salts,
    policyOf: () => ({ ...standardPrivacyPolicy, doNotTrack, ...policy }),
    samplingOf: () => null,
    limits,
  });
  return run({ name: "pageview", properties: {}, ...draft }, { ...request, ...context });
}

function eventOf(...input: Parameters<typeof enrich>): Event {
  const outcome = enrich(...input);
  if (outcome.kind !== "ok") throw new Error(`not ok: ${JSON.stringify(outcome)}`);
  return outcome.event;
}

test("the edge brief's event, whole", () => {
  const properties = { page: "/products", title: "Products Page", referrer: "https://google.com" };
  const outcome = enrich({ session_id: "sess_abc123", user_id: "user_456", properties });
  expect(outcome).toEqual({
    kind: "ok",
    resendable: false,
    redactions: [],
    event: {
      project_id: "shop",
      event_id: `evt_${now}_made`,
      name: "pageview",
      time: now,
      received_at: now,
      user_id: "user_456",
      anonymous_id: "",
      visitor_id: "user_456",
      session_id: "sess_abc123",
      url: "",
      path: "/products",
      title: "Products Page",
      referrer: "https://google.com",
      referrer_domain: "google.com",
      channel: "Organic Search",
      utm_source: "",
      utm_medium: "",
      utm_campaign: "",
      utm_term: "",
      utm_content: "",
      device_type: "desktop",
      os: "Linux",
      os_version: "",
      browser: "Firefox",
      browser_version: "133",
      is_bot: false,
      bot_name: "",
      country: "US",
      region: "CA",
      city: "San Francisco",
      value: null,
      currency: "",
      source: "edge",
      ip_hash: createAddressHash(key)("192.0.2.1"),
      sample_factor: 1,
      properties,
    },
  });
});

describe("time", () => {
  test("is the sender's, in whole milliseconds, as far back as 1970 and a day ahead", () => {
    for (const time of [0, 1, now, now + dayMs]) expect(eventOf({ time }).time).toBe(time);
    expect(eventOf({ time: 1.9 }).time).toBe(1);
  });

  test.each([now + dayMs + 1, -1, Number.NaN, Infinity, -Infinity, 8.64e15 + 1])("%p is rejected", (time) => {
    expect(enrich({ time })).toMatchObject({
      kind: "reject",
      rejection: { code: "time_out_of_range", field: "time" },
    });
  });
});

describe("identity", () => {
  test("a sender's event id makes the event resendable; an empty one is none", () => {
    expect(enrich({ event_id: "mine" })).toMatchObject({ resendable: true, event: { event_id: "mine" } });
    expect(enrich({ event_id: "" })).toMatchObject({
      resendable: false,
      event: { event_id: `evt_${now}_made` },
    });
  });

  test("the visitor is the user, else the anonymous id, else the session, else a hash", () => {
    expect(eventOf({ user_id: "u", anonymous_id: "a", session_id: "s" }).visitor_id).toBe("u");
    expect(eventOf({ anonymous_id: "a", session_id: "s" }).visitor_id).toBe("a");
    expect(eventOf({ session_id: "s" }).visitor_id).toBe("s");
    expect(eventOf({}).visitor_id).toMatch(/^[0-9a-f]{16}$/);
  });

  test("the hash is of the address and the user agent; an IPv4 address has one form", () => {
    const hash = eventOf({}).visitor_id;
    expect(eventOf({}, { ip: "::ffff:192.0.2.1" }).visitor_id).toBe(hash);
    expect(eventOf({}, { ip: "192.0.2.2" }).visitor_id).not.toBe(hash);
    expect(eventOf({}, { user_agent: "other" }).visitor_id).not.toBe(hash);
  });
});

describe("page", () => {
  test.each([
    [{ url: "https://shop.example/a?b=1#c" }, "https://shop.example/a?b=1#c", "/a"],
    [{ path: "/a" }, "", "/a"],
    [{ path: "/a?b=1#c" }, "", "/a"],
    [{ path: "https://shop.example/a?b=1" }, "https://shop.example/a?b=1", "/a"],
    [{ url: "https://shop.example/real", path: "/virtual" }, "https://shop.example/real", "/virtual"],
    [{ properties: { page: "/p?x=1" } }, "", "/p"],
    [{ properties: { pageUrl: "/home" } }, "", "/home"],
    [{ properties: { pageUrl: "https://shop.example/home" } }, "https://shop.example/home", "/home"],
    [{ properties: { url: "https://shop.example/u" } }, "https://shop.example/u", "/u"],
    [{ properties: { page: "Checkout" } }, "", "Checkout"],
    [{ properties: { page: 7, path: null } }, "", ""],
    [{ url: "https://shop.example/a", properties: { page: "/other" } }, "https://shop.example/a", "/a"],
    [{}, "", ""],
  ] as [Partial<EventDraft>, string, string][])("%j has url %p and path %p", (draft, url, path) => {
    expect(eventOf(draft)).toMatchObject({ url, path });
  });

  test("stated fields win over properties, which stay as they are", () => {
    const properties = { title: "b", referrer: "b.example" };
    const event = eventOf({ title: "a", referrer: "a.example", properties });
    expect(event).toMatchObject({ title: "a", referrer_domain: "a.example" });
    expect(event.properties).toBe(properties);
  });
});

describe("origin", () => {
  test("a referrer within the site is kept and has no domain", () => {
    const within = { url: "https://www.shop.example/b", referrer: "https://shop.example/a" };
    expect(eventOf(within)).toMatchObject({
      referrer: "https://shop.example/a",
      referrer_domain: "",
      channel: "Direct",
    });
    expect(eventOf({ referrer: "/login" })).toMatchObject({
      referrer: "/login",
      referrer_domain: "",
      channel: "Direct",
    });
  });

  test("tags come from the url, from a path's query, else from the properties", () => {
    const tagged = {
      utm_source: "google",
      utm_medium: "cpc",
      utm_campaign: "spring sale",
      channel: "Paid Search",
    };
    const query = "?utm_source=google&utm_medium=cpc&utm_campaign=spring+sale";
    expect(eventOf({ url: `https://shop.example/${query}` })).toMatchObject(tagged);
    expect(eventOf({ properties: { page: `/landing${query}` } })).toMatchObject(tagged);
    expect(
      eventOf({ properties: { utm_source: "google", utm_medium: "cpc", utm_campaign: "spring sale" } }),
    ).toMatchObject(tagged);
    expect(
      eventOf({
        url: "https://shop.example/?utm_source=url",
        properties: { utm_source: "p", utm_term: "t" },
      }),
    ).toMatchObject({ utm_source: "url", utm_term: "t" });
  });

  test("a click id tells the channel and fills no field", () => {
    expect(eventOf({ url: "https://shop.example/?gclid=x" })).toMatchObject({
      channel: "Paid Search",
      utm_source: "",
    });
  });
});

describe("device", () => {
  test("a crawler is a bot, whatever ids it sends", () => {
    const user_agent = "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)";
    expect(eventOf({ user_id: "u" }, { user_agent })).toMatchObject({
      is_bot: true,
      bot_name: "GPTBot",
      device_type: "bot",
    });
  });

  test("curl is a bot by itself, and the way of a backend to speak for its users", () => {
    const curl = { user_agent: "curl/8.7.1" };
    expect(eventOf({}, curl)).toMatchObject({ is_bot: true, bot_name: "curl", device_type: "bot" });
    for (const id of [{ user_id: "u" }, { anonymous_id: "a" }, { session_id: "s" }]) {
      expect(eventOf(id, curl)).toMatchObject({ is_bot: false, bot_name: "", device_type: "" });
    }
  });

  test("no user agent, also as logs write it, is no device", () => {
    for (const user_agent of ["", "-"]) {
      expect(eventOf({}, { user_agent })).toMatchObject({ device_type: "", is_bot: false });
    }
  });

  test("a sender that names somebody else's address and browser tells nothing of its own", () => {
    const relayed = eventOf({ ip: "198.51.100.9", user_agent: firefox }, { user_agent: "curl/8.7.1" });
    expect(relayed).toMatchObject({ browser: "Firefox", is_bot: false, country: "", region: "", city: "" });
    expect(relayed.ip_hash).not.toBe(eventOf({}).ip_hash);
    expect(eventOf({ ip: "198.51.100.9" }, { user_agent: "curl/8.7.1" })).toMatchObject({
      device_type: "",
      is_bot: false,
    });
  });
});

describe("do not track", () => {
  const draft = {
    user_id: "u",
    anonymous_id: "a",
    session_id: "s",
    event_id: "e",
    properties: { page: "/" },
  };
  const asked = { do_not_track: true };

  test("anonymize counts the event for the daily hash and keeps no id and no address", () => {
    const event = eventOf(draft, asked);
    expect(event).toMatchObject({ user_id: "", anonymous_id: "", session_id: "", ip_hash: "", path: "/" });
    expect(event.visitor_id).toBe(eventOf({}).visitor_id);
    expect(enrich(draft, asked)).toMatchObject({ resendable: true, event: { event_id: "e" } });
  });

  test("drop keeps nothing, ignore keeps everything", () => {
    expect(enrich(draft, asked, "drop")).toEqual({ kind: "drop", reason: "do_not_track" });
    expect(enrich(draft, {}, "drop").kind).toBe("ok");
    expect(eventOf(draft, asked, "ignore")).toMatchObject({ user_id: "u", session_id: "s", visitor_id: "u" });
  });
});

test("the address itself reaches no field of the event", () => {
  expect(JSON.stringify(enrich({ ip: "198.51.100.9" }))).not.toContain("198.51.100");
  expect(JSON.stringify(enrich({}))).not.toContain("192.0.2");
});

test("value and currency", () => {
  expect(eventOf({ value: 12.5, currency: "eur" })).toMatchObject({ value: 12.5, currency: "EUR" });
  expect(eventOf({ value: Number.NaN })).toMatchObject({ value: null, currency: "" });
});

describe("privacy", () => {
  const policy = (wish: Partial<PrivacyPolicy>) => ["anonymize", wish] as const;

  test("without the consent that the project asks for, an event is filtered; silence is none", () => {
    const asks = policy({ requiredConsent: "analytics" });
    const refused = { kind: "drop", reason: "no_consent" };
    expect(enrich({}, {}, ...asks)).toEqual(refused as Outcome);
    expect(enrich({ consent: ["marketing"] }, {}, ...asks)).toEqual(refused as Outcome);
    expect(eventOf({ consent: ["marketing", "analytics"] }, {}, ...asks)).not.toHaveProperty("consent");
    expect(enrich({ consent: [] }).kind).toBe("ok");
  });

  test("an address can be kept as its network, or not at all", () => {
    const kept = (ip: string, addresses: PrivacyPolicy["addresses"]) =>
      eventOf({}, { ip }, ...policy({ addresses })).ip_hash;
    expect(kept("192.0.2.77", "truncate")).toBe("192.0.2.0/24");
    expect(kept("::ffff:192.0.2.77", "truncate")).toBe("192.0.2.0/24");
    expect(kept("2001:db8:ab:1::7", "truncate")).toBe("2001:db8:ab::/48");
    expect(kept("::1", "truncate")).toBe("::/48");
    expect(kept("fe80::1%eth0", "truncate")).toBe("fe80:0:0::/48");
    expect(kept("no address", "truncate")).toBe("");
    expect(kept("192.0.2.77", "drop")).toBe("");
    expect(eventOf({}, { do_not_track: true }, ...policy({ addresses: "truncate" })).ip_hash).toBe("");
  });

  test("a hashed user id is in no field; it is the same user in one project, and nobody in another", () => {
    const hashes = policy({ hashUserIds: true });
    const event = eventOf({ user_id: "jane@example.com", anonymous_id: "a" }, {}, ...hashes);
    expect(JSON.stringify(event)).not.toContain("jane");
    expect(event.user_id).toMatch(/^[0-9a-f]{32}$/);
    expect(event.visitor_id).toBe(event.user_id);
    expect(eventOf({ user_id: "jane@example.com" }, {}, ...hashes).user_id).toBe(event.user_id);
    const elsewhere = eventOf({ user_id: "jane@example.com" }, { project_id: "other" }, ...hashes);
    expect(elsewhere.user_id).not.toBe(event.user_id);
    expect(eventOf({ anonymous_id: "a" }, {}, ...hashes)).toMatchObject({ user_id: "", visitor_id: "a" });
  });

  test("what is removed is in no field that is read from it, and each place is counted", () => {
    const url =
      "https://shop.example/u/jane@example.com?utm_content=jane@example.com&token=s3cret&a=1#id_token=x";
    const properties = {
      Email: "jane@example.com",
      note: "call 4111 1111 1111 1111",
      nested: { ssn: 1, ok: 2 },
    };
    const removes = policy({
      deniedProperties: ["email", "nested.ssn"],
      removedPatterns: ["email", "card", "token"],
    });
    const outcome = enrich({ url, title: "Mail for jane@example.com", properties }, {}, ...removes);
    if (outcome.kind !== "ok") throw new Error("not ok");
    expect(outcome.event).toMatchObject({
      url: "https://shop.example/u/[email]?utm_content=[email]&token=[token]&a=1#id_token=[token]",
      path: "/u/[email]",
      title: "Mail for [email]",
      utm_content: "[email]",
      properties: { note: "call [card]", nested: { ok: 2 } },
    });
    expect(outcome.redactions.toSorted()).toEqual([
      "card",
      "denied_property",
      "denied_property",
      "email",
      "email",
      "email",
      "token",
      "token",
    ]);
    expect(properties.Email).toBe("jane@example.com");
  });

  test("the user agent itself reaches no field: only family and version", () => {
    const user_agent = `${firefox} Marker/77.1`;
    const event = eventOf({}, { user_agent });
    expect(JSON.stringify(event)).not.toContain("Marker");
    expect(event).toMatchObject({ browser: "Firefox", browser_version: "133", os: "Linux" });
  });
});
