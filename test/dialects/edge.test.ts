import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { dayMs, hourMs, minuteMs, secondMs } from "../../src/kernel/clock.ts";
import { type ExpectedError, expectError } from "../harness/expect-error.ts";
import { type Answer, LocalServer } from "../harness/local-server.ts";
import { userAgents } from "../harness/user-agents.ts";

let server: LocalServer;

/** Ten days ago, so that no retention touches what the tests count. */
const day = Math.floor(Date.now() / dayMs) * dayMs - 10 * dayMs;
const at = (hour: number, minute = 0, second = 0, ms = 0) =>
  day + hour * hourMs + minute * minuteMs + second * secondMs + ms;

const places = {
  US: { "CF-IPCountry": "US", "CF-Region": "CA", "CF-City": "San Francisco" },
  GB: { "CF-IPCountry": "GB" },
  DE: { "CF-IPCountry": "DE", "CF-City": "München" },
} as const;

/**
 * The story that the expected numbers below are worked out from:
 *
 *   who               session  time          what        page
 *   ann, iPhone, US   s-ann    10:00:00      pageview    /
 *                              10:01:00      click       /
 *                              10:05:00      pageview    /products
 *                              10:10:00      conversion
 *   Googlebot, US     s-bot    10:30:00      pageview    /secret
 *   nobody, PC, GB    s-bob    11:00:00      pageview    /
 *   nobody, iPad, DE  s-cid    11:30:00.000  pageview    /about
 *                              11:59:59.999  pageview    /            29:59.999 later: the same session
 *                              12:29:59.999  click                    30:00.000 later: the next session
 *   nobody, phone, US s-dan    12:00:00      pageview    /
 *                              12:00:00      click       /
 *
 * Sessions, without the bot's: s-ann (600,000 ms, 2 page views of 4 events), s-bob (0 ms, one page view
 * and nothing else: the one bounce), s-cid (1,799,999 ms, 2 page views), the second of s-cid (0 ms, a
 * click), s-dan (0 ms, one page view and a click: no bounce).
 */
async function tellTheStory(): Promise<void> {
  const ann = {
    sender: { "User-Agent": userAgents.iphone, ...places.US },
    sessionId: "s-ann",
    userId: "ann",
  };
  const bot = { sender: { "User-Agent": userAgents.googlebot, ...places.US }, sessionId: "s-bot" };
  const bob = { sender: { "User-Agent": userAgents.windows, ...places.GB }, sessionId: "s-bob" };
  const cid = { sender: { "User-Agent": userAgents.ipad, ...places.DE }, sessionId: "s-cid", userId: null };
  const dan = { sender: { "User-Agent": userAgents.android, ...places.US }, sessionId: "s-dan" };
  await tell(ann, "pageview", at(10), { page: "/", title: "Home", referrer: "https://google.com" });
  await tell(ann, "click", at(10, 1), { page: "/" });
  await tell(ann, "pageview", at(10, 5), { page: "/products" });
  await tell(ann, "conversion", at(10, 10), { value: 9.5 });
  await tell(bot, "pageview", at(10, 30), { page: "/secret" });
  await tell(bob, "pageview", at(11), { page: "/" });
  await tell(cid, "pageview", at(11, 30), { page: "/about" });
  await tell(cid, "pageview", at(11, 59, 59, 999), { page: "/" });
  await tell(cid, "click", at(12, 29, 59, 999), {});
  await tell(dan, "pageview", at(12), { page: "/" });
  await tell(dan, "click", at(12), { page: "/" });
  await server.load();
}

async function tell(
  who: { sender: Record<string, string>; sessionId: string; userId?: string | null },
  type: string,
  timestamp: number,
  properties: object,
): Promise<void> {
  const { sender, ...ids } = who;
  const answer = await server.post("/collect", { type, ...ids, timestamp, properties }, sender);
  expect(answer.status).toBe(200);
}

beforeAll(async () => {
  server = await LocalServer.start();
  await tellTheStory();
});

afterAll(() => server.stop());

describe("GET /api/metrics", () => {
  test("without a range: everything, in every documented field", async () => {
    const answer = await server.get("/api/metrics");
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      totalEvents: 10,
      // s-ann, s-bob, s-cid twice, s-dan.
      uniqueSessions: 5,
      // The user ann, and three visitors known by their session id.
      uniqueUsers: 4,
      eventsByType: { pageview: 6, click: 3, conversion: 1 },
      deviceBreakdown: { mobile: 6, tablet: 3, desktop: 1 },
      geoBreakdown: { US: 6, DE: 3, GB: 1 },
      // (600,000 + 0 + 1,799,999 + 0 + 0) / 5 = 479,999.8
      averageSessionDuration: 480_000,
      // 1 of 5.
      bounceRate: 20,
      topPages: [
        { page: "/", views: 4 },
        { page: "/about", views: 1 },
        { page: "/products", views: 1 },
      ],
    });
  });

  test("the bot's event comes back when asked for", async () => {
    const { body } = await server.get("/api/metrics?includeBots=true");
    expect(body).toEqual({
      totalEvents: 11,
      uniqueSessions: 6,
      uniqueUsers: 5,
      eventsByType: { pageview: 7, click: 3, conversion: 1 },
      deviceBreakdown: { mobile: 6, tablet: 3, bot: 1, desktop: 1 },
      geoBreakdown: { US: 7, DE: 3, GB: 1 },
      // 2,399,999 / 6 = 399,999.83
      averageSessionDuration: 400_000,
      // s-bob's and the bot's, of 6.
      bounceRate: 33.33,
      topPages: [
        { page: "/", views: 4 },
        { page: "/about", views: 1 },
        { page: "/products", views: 1 },
        { page: "/secret", views: 1 },
      ],
    });
  });

  // The start belongs to a range and the end does not: 10:05 is in, 11:00 is not.
  const oneHour = {
    totalEvents: 2,
    // s-ann was active; it started before the range, so its duration and bounce belong elsewhere.
    uniqueSessions: 1,
    uniqueUsers: 1,
    eventsByType: { pageview: 1, conversion: 1 },
    deviceBreakdown: { mobile: 2 },
    geoBreakdown: { US: 2 },
    averageSessionDuration: 0,
    bounceRate: 0,
    topPages: [{ page: "/products", views: 1 }],
  };

  test("with start and end in epoch milliseconds", async () => {
    const { status, body } = await server.get(`/api/metrics?start=${at(10, 5)}&end=${at(11)}`);
    expect(status).toBe(200);
    expect(body).toEqual(oneHour);
  });

  test("with start and end in ISO 8601", async () => {
    const [start, end] = [at(10, 5), at(11)].map((time) => new Date(time).toISOString());
    const { body } = await server.get(`/api/metrics?start=${start}&end=${end}`);
    expect(body).toEqual(oneHour);
  });

  test("one millisecond decides on both ends", async () => {
    const total = async (start: number, end: number) => {
      const { body } = await server.get(`/api/metrics?start=${start}&end=${end}`);
      return (body as { totalEvents: number }).totalEvents;
    };
    expect(await total(at(11), at(11) + 1)).toBe(1);
    expect(await total(at(11) - 1, at(11))).toBe(0);
    expect(await total(at(11), at(11))).toBe(0);
    expect(await total(at(11) + 1, at(11, 30))).toBe(0);
  });

  test("with one open end", async () => {
    // s-bob bounced; s-cid lasted 1,799,999 ms; its second and s-dan 0: 449,999.75 on average.
    const since = await server.get(`/api/metrics?start=${at(11)}`);
    expect(since.body).toMatchObject({ totalEvents: 6, averageSessionDuration: 450_000, bounceRate: 25 });
    const until = await server.get(`/api/metrics?end=${at(11)}`);
    expect(until.body).toMatchObject({ totalEvents: 4, uniqueSessions: 1, averageSessionDuration: 600_000 });
  });

  test("where nothing happened: zeros, not errors", async () => {
    // The documented example asks for 1234567890 to 1234567999.
    const { status, body } = await server.get("/api/metrics?start=1234567890&end=1234567999");
    expect(status).toBe(200);
    expect(body).toEqual({
      totalEvents: 0,
      uniqueSessions: 0,
      uniqueUsers: 0,
      eventsByType: {},
      deviceBreakdown: {},
      geoBreakdown: {},
      averageSessionDuration: 0,
      bounceRate: 0,
      topPages: [],
    });
  });

  test("bad parameters are named with what is allowed", async () => {
    expectError(
      await server.get("/api/metrics?start=soon"),
      "invalid_parameter",
      "start",
      /epoch milliseconds or ISO 8601/,
    );
    expectError(
      await server.get("/api/metrics?end=-5"),
      "invalid_parameter",
      "end",
      /epoch milliseconds or ISO 8601/,
    );
    expectError(
      await server.get("/api/metrics?start=10&end=9"),
      "invalid_parameter",
      "end",
      /not be before start/,
    );
    expectError(
      await server.get("/api/metrics?includeBots=yes"),
      "invalid_parameter",
      "includeBots",
      /"true".*"false"/,
    );
  });
});

describe("GET /api/events", () => {
  test("an event has every documented field; the latest comes first", async () => {
    const { status, body } = await server.get("/api/events?sessionId=s-ann");
    expect(status).toBe(200);
    const common = {
      id: expect.stringMatching(/^evt_\d+_[a-z0-9]+$/),
      sessionId: "s-ann",
      userId: "ann",
      geo: { country: "US", region: "CA", city: "San Francisco" },
      device: { type: "mobile", os: "iOS", browser: "Safari" },
    };
    expect(body).toEqual([
      { ...common, type: "conversion", timestamp: at(10, 10), properties: { value: 9.5 } },
      { ...common, type: "pageview", timestamp: at(10, 5), properties: { page: "/products" } },
      { ...common, type: "click", timestamp: at(10, 1), properties: { page: "/" } },
      {
        ...common,
        type: "pageview",
        timestamp: at(10),
        properties: { page: "/", title: "Home", referrer: "https://google.com" },
      },
    ]);
  });

  test("of one type", async () => {
    const { body } = await server.get("/api/events?type=click");
    const times = (body as { type: string; timestamp: number }[]).map(({ type, timestamp }) => ({
      type,
      timestamp,
    }));
    expect(times).toEqual([
      { type: "click", timestamp: at(12, 29, 59, 999) },
      { type: "click", timestamp: at(12) },
      { type: "click", timestamp: at(10, 1) },
    ]);
  });

  test("a nameless user is null and an unknown place is empty", async () => {
    const { body } = await server.get("/api/events?sessionId=s-bob");
    expect(body).toMatchObject([
      {
        userId: null,
        geo: { country: "GB", region: "", city: "" },
        device: { type: "desktop", os: "Windows", browser: "Chrome" },
      },
    ]);
  });

  test("a city that is not ASCII arrives as it is written", async () => {
    const { body } = await server.get("/api/events?sessionId=s-cid&limit=1");
    expect(body).toMatchObject([
      { geo: { country: "DE", city: "München" }, device: { type: "tablet", os: "iOS" } },
    ]);
  });

  test("after half an hour of silence the same client session goes on under another id", async () => {
    const { body } = await server.get(`/api/events?start=${at(11, 30)}&end=${at(13)}&type=click`);
    const sessions = (body as { sessionId: string }[]).map(({ sessionId }) => sessionId);
    expect(sessions).toEqual([expect.stringMatching(/^s-cid~/), "s-dan"]);
  });

  test("limit, range, user and bots", async () => {
    const count = async (query: string) =>
      ((await server.get(`/api/events?${query}`)).body as unknown[]).length;
    expect(await count("limit=50")).toBe(10);
    expect(await count("limit=3")).toBe(3);
    expect(await count("limit=0")).toBe(0);
    expect(await count("userId=ann")).toBe(4);
    expect(await count("userId=ann&type=pageview")).toBe(2);
    expect(await count("userId=nobody")).toBe(0);
    expect(await count(`start=${at(11)}&end=${at(11, 30)}`)).toBe(1);
    expect(await count("includeBots=true")).toBe(11);
  });

  test("events of the same millisecond come in the order of their arrival, the last first", async () => {
    const { body } = await server.get(`/api/events?sessionId=s-dan`);
    expect(body).toMatchObject([{ type: "click" }, { type: "pageview" }]);
  });

  test("hostile values find nothing and break nothing", async () => {
    for (const value of [
      "' OR 1=1 --",
      "{p0:String}",
      "\\'); DROP TABLE events; --",
      "%27%20OR%201",
      "\u0000",
    ]) {
      const { status, body } = await server.get(`/api/events?type=${encodeURIComponent(value)}`);
      expect({ value, status, body }).toEqual({ value, status: 200, body: [] });
    }
  });

  test("bad parameters are named with what is allowed", async () => {
    for (const limit of ["-1", "1001", "ten", "1.5"]) {
      expectError(
        await server.get(`/api/events?limit=${limit}`),
        "invalid_parameter",
        "limit",
        /from 0 to 1000/,
      );
    }
    expectError(await server.get("/api/events?type="), "invalid_parameter", "type", /empty/);
    expectError(await server.get("/api/events?start=x"), "invalid_parameter", "start", /ISO 8601/);
    expectError(await server.get("/api/events?start=10&end=9"), "invalid_parameter", "end");
  });

  test("unknown parameters are ignored", async () => {
    const { status, body } = await server.get("/api/events?limit=1&_=1699564800000");
    expect(status).toBe(200);
    expect(body).toHaveLength(1);
  });
});

describe("GET /api/timeseries", () => {
  const series = async (query: string) => {
    const { status, body } = await server.get(`/api/timeseries?${query}`);
    expect(status).toBe(200);
    return body as { timestamp: number; value: number }[];
  };
  const filled = (points: { timestamp: number; value: number }[]) => points.filter(({ value }) => value > 0);

  test("events a minute; buckets without events are zero", async () => {
    const points = await series(`metric=events&interval=60000&start=${at(10)}&end=${at(10, 11)}`);
    // 10:00, 10:01, 10:05 and 10:10; eleven buckets, each 60000 after the one before.
    expect(points).toEqual(
      [1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1].map((value, minute) => ({ timestamp: at(10, minute), value })),
    );
  });

  test("the events of one type, five minutes a bucket", async () => {
    const points = await series(`metric=pageview&interval=300000&start=${at(10)}&end=${at(12, 30)}`);
    expect(points).toHaveLength(30);
    expect(filled(points)).toEqual([
      { timestamp: at(10), value: 1 },
      { timestamp: at(10, 5), value: 1 },
      { timestamp: at(11), value: 1 },
      { timestamp: at(11, 30), value: 1 },
      { timestamp: at(11, 55), value: 1 },
      { timestamp: at(12), value: 1 },
    ]);
  });

  test("hours come from the rollup and are the same as the sums of their minutes", async () => {
    const range = `start=${at(10)}&end=${at(13)}`;
    const hours = await series(`metric=events&interval=3600000&${range}`);
    expect(hours).toEqual([
      { timestamp: at(10), value: 4 },
      { timestamp: at(11), value: 3 },
      { timestamp: at(12), value: 3 },
    ]);
    const minutes = await series(`metric=events&interval=60000&${range}`);
    const sumOf = (hour: number) =>
      minutes
        .filter(({ timestamp }) => timestamp >= hour && timestamp < hour + hourMs)
        .reduce((sum, { value }) => sum + value, 0);
    expect(hours.map(({ timestamp }) => sumOf(timestamp))).toEqual([4, 3, 3]);
  });

  test("users and sessions an hour", async () => {
    const range = `interval=3600000&start=${at(10)}&end=${at(13)}`;
    const values = async (metric: string) =>
      (await series(`metric=${metric}&${range}`)).map(({ value }) => value);
    // ann; s-bob and s-cid; s-cid and s-dan.
    expect(await values("uniqueUsers")).toEqual([1, 2, 2]);
    // The second session of s-cid counts in the last hour only.
    expect(await values("uniqueSessions")).toEqual([1, 2, 2]);
  });

  test("a range that starts within a bucket shows the part that belongs to it", async () => {
    const points = await series(`metric=events&interval=3600000&start=${at(10, 5)}&end=${at(11, 1)}`);
    expect(points).toEqual([
      { timestamp: at(10), value: 2 },
      { timestamp: at(11), value: 1 },
    ]);
  });

  test("without a range: the last 60 intervals, up to the one that runs", async () => {
    const before = Date.now();
    const points = await series("metric=events&interval=60000");
    const after = Date.now();
    expect(points).toHaveLength(60);
    const last = points.at(-1)!.timestamp;
    expect(last).toBeGreaterThanOrEqual(before - (before % minuteMs));
    expect(last).toBeLessThanOrEqual(after);
    expect(points.every(({ timestamp }, index) => timestamp === last - (59 - index) * minuteMs)).toBe(true);
    expect(filled(points)).toEqual([]);
  });

  test("bots are left out unless asked for", async () => {
    const query = `metric=events&interval=60000&start=${at(10, 30)}&end=${at(10, 31)}`;
    expect(await series(query)).toEqual([{ timestamp: at(10, 30), value: 0 }]);
    expect(await series(`${query}&includeBots=true`)).toEqual([{ timestamp: at(10, 30), value: 1 }]);
  });

  test("a type that nobody sent is zero everywhere, whatever it is called", async () => {
    const points = await series(
      `metric=${encodeURIComponent("' OR 1=1 --")}&interval=3600000&start=${day}&end=${day + dayMs}`,
    );
    expect(points).toHaveLength(24);
    expect(filled(points)).toEqual([]);
  });

  test("bad parameters are named with what is allowed", async () => {
    expectError(
      await server.get("/api/timeseries?interval=10"),
      "invalid_parameter",
      "interval",
      /from 1000 to/,
    );
    expectError(
      await server.get("/api/timeseries?interval=hour"),
      "invalid_parameter",
      "interval",
      /whole number/,
    );
    expectError(
      await server.get("/api/timeseries?interval=60000&start=0"),
      "invalid_parameter",
      "interval",
      /11000 buckets/,
    );
    expectError(await server.get("/api/timeseries?metric="), "invalid_parameter", "metric", /empty/);
    expectError(
      await server.get("/api/timeseries?start=9&end=8"),
      "invalid_parameter",
      "end",
      /not be before start/,
    );
  });
});

describe("GET /api/realtime", () => {
  /*
   * Now, and before: rolf has two sessions open, on / both; somebody in s-click only clicks; rita left 40 minutes
   * ago; a crawler is about.
   */
  test("who is there, on which pages, in every documented field", async () => {
    const now = Date.now();
    const rolf = { sender: { "User-Agent": userAgents.mac }, userId: "rolf" };
    const crawler = { sender: { "User-Agent": userAgents.googlebot }, sessionId: "s-crawler" };
    await tell({ ...rolf, sessionId: "s-rita", userId: "rita" }, "pageview", now - 40 * minuteMs, {
      page: "/a",
    });
    await tell({ ...rolf, sessionId: "s-rolf-1" }, "pageview", now - 20 * minuteMs, { page: "/checkout" });
    await tell({ ...rolf, sessionId: "s-rolf-1" }, "pageview", now - 5 * secondMs, { page: "/" });
    await tell({ ...rolf, sessionId: "s-rolf-2" }, "pageview", now - 4 * secondMs, { page: "/" });
    await tell({ sender: rolf.sender, sessionId: "s-click" }, "click", now - 3 * secondMs, {});
    await tell(crawler, "pageview", now - 2 * secondMs, { page: "/secret" });
    await server.load();
    const { status, body } = await server.get("/api/realtime");
    expect(status).toBe(200);
    expect(body).toEqual({
      activeSessions: 3,
      activeUsers: 2,
      eventsLastMinute: 3,
      topActivePages: [{ page: "/", count: 2 }],
    });
    const withBots = await server.get("/api/realtime?includeBots=true");
    expect(withBots.body).toEqual({
      activeSessions: 4,
      activeUsers: 3,
      eventsLastMinute: 4,
      topActivePages: [
        { page: "/", count: 2 },
        { page: "/secret", count: 1 },
      ],
    });
  });
});

describe("POST /collect as the dialect's document sends it:", () => {
  const accepted = { success: true, eventId: expect.stringMatching(/^evt_\d+_[a-z0-9]+$/) };
  const browser = { "User-Agent": userAgents.windows };

  /** The event as `GET /api/events` shows it. */
  async function stored({ body }: Answer): Promise<Record<string, unknown>> {
    await server.load();
    const events = (await server.get(`/api/events?start=${Date.now() - hourMs}`)).body as Record<
      string,
      unknown
    >[];
    const { eventId } = body as { eventId: string };
    return events.find(({ id }) => id === eventId) ?? {};
  }

  test("the documented event", async () => {
    const before = Date.now();
    const answer = await server.post(
      "/collect",
      {
        type: "pageview",
        sessionId: "sess_abc123",
        userId: "user_456",
        properties: { page: "/products", title: "Products Page", referrer: "https://google.com" },
      },
      browser,
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toStartWith("application/json");
    expect(answer.body).toEqual(accepted);
    const event = await stored(answer);
    expect(event).toMatchObject({
      type: "pageview",
      sessionId: "sess_abc123",
      userId: "user_456",
      properties: { page: "/products", title: "Products Page", referrer: "https://google.com" },
      device: { type: "desktop", os: "Windows", browser: "Chrome" },
    });
    // Without a timestamp it happened when it was received.
    expect(event["timestamp"]).toBeGreaterThanOrEqual(before);
    expect(event["timestamp"]).toBeLessThanOrEqual(Date.now());
  });

  test("the usage example, without a user", async () => {
    const answer = await server.post(
      "/collect",
      {
        type: "pageview",
        sessionId: "sess_usage",
        properties: { page: "/products", title: "Products Page" },
      },
      browser,
    );
    expect([answer.status, answer.body]).toEqual([200, accepted]);
    expect(await stored(answer)).toMatchObject({ sessionId: "sess_usage", userId: null });
  });

  test("the tracker before and after it knows the user", async () => {
    const track = (type: string, userId: string | null, properties: object) =>
      server.post("/collect", { type, sessionId: "sess_tracker", userId, properties }, browser);
    const view = await track("pageview", null, { page: "/", title: "Home", referrer: "" });
    const click = await track("button_click", null, { buttonId: "", buttonText: "Sign up" });
    const identified = await track("identify", "user_12345", { userId: "user_12345" });
    for (const answer of [view, click, identified])
      expect([answer.status, answer.body]).toEqual([200, accepted]);
    expect(await stored(view)).toMatchObject({
      userId: null,
      properties: { page: "/", title: "Home", referrer: "" },
    });
    expect(await stored(click)).toMatchObject({ userId: null, properties: { buttonText: "Sign up" } });
    expect(await stored(identified)).toMatchObject({
      userId: "user_12345",
      properties: { userId: "user_12345" },
    });
  });

  test("the tag manager's: the data layer is an array, and no content type is set", async () => {
    const dataLayer = [
      { "gtm.start": 1_699_564_800_000, event: "gtm.js", "gtm.uniqueEventId": 1 },
      { event: "custom_event", "gtm.uniqueEventId": 6 },
      ["config", "G-123"],
    ];
    const text = JSON.stringify({ type: "gtm_event", sessionId: "sess_gtm", properties: dataLayer });
    // `fetch` declares text as `text/plain`; bytes go without any content type.
    for (const body of [text, new TextEncoder().encode(text)]) {
      const answer = await server.post("/collect", body, browser);
      expect([answer.status, answer.body]).toEqual([200, accepted]);
      expect(await stored(answer)).toMatchObject({ type: "gtm_event", properties: { items: dataLayer } });
    }
    const empty = await server.post(
      "/collect",
      { type: "gtm_event", sessionId: "sess_gtm", properties: [] },
      browser,
    );
    expect(empty.status).toBe(200);
    expect(await stored(empty)).toMatchObject({ properties: { items: [] } });
  });

  test("the React hook's: no content type, a session that is not there yet, properties left out", async () => {
    const send = (payload: object) => server.post("/collect", JSON.stringify(payload), browser);
    const signup = await send({ type: "button_click", sessionId: null, properties: { button: "signup" } });
    const bare = await send({ type: "button_click", sessionId: null, properties: undefined });
    for (const answer of [signup, bare]) expect([answer.status, answer.body]).toEqual([200, accepted]);
    expect(await stored(signup)).toMatchObject({ userId: null, properties: { button: "signup" } });
    expect(await stored(bare)).toMatchObject({ properties: {} });
  });

  test("the command line's", async () => {
    const body = `{
    "type": "pageview",
    "sessionId": "sess_test123",
    "properties": {"page": "/test"}
  }`;
    const headers = { "User-Agent": userAgents.curl, Accept: "*/*", "Content-Type": "application/json" };
    const answer = await server.post("/collect", body, headers);
    expect([answer.status, answer.body]).toEqual([200, accepted]);
    // Curl names a session, so it speaks for somebody and counts.
    expect(await stored(answer)).toMatchObject({ sessionId: "sess_test123", properties: { page: "/test" } });
    // Without the -H, curl declares a form.
    const form = { ...headers, "Content-Type": "application/x-www-form-urlencoded" };
    expect((await server.post("/collect", body, form)).status).toBe(200);
  });

  test("a beacon's: text/plain, and a blob of JSON", async () => {
    const text = JSON.stringify({
      type: "pagehide",
      sessionId: "sess_beacon",
      properties: { duration: 3500 },
    });
    for (const type of ["text/plain;charset=UTF-8", "application/json"]) {
      const answer = await server.post("/collect", new Blob([text], { type }), browser);
      expect([answer.status, answer.body]).toEqual([200, accepted]);
    }
  });

  test("every standard event with the common properties", async () => {
    const properties = {
      page: "/p",
      title: "T",
      referrer: "https://r.example",
      duration: 12,
      value: 3.5,
      category: "c",
    };
    const types = ["pageview", "click", "submit", "conversion", "error", "identify", "custom"];
    for (const type of types) {
      const answer = await server.post("/collect", { type, sessionId: "sess_standard", properties }, browser);
      expect([answer.status, answer.body]).toEqual([200, accepted]);
    }
    await server.load();
    const { body } = await server.get("/api/events?sessionId=sess_standard");
    expect(body).toMatchObject(types.toReversed().map((type) => ({ type, properties })));
  });
});

describe("what the request tells of its sender:", () => {
  const devices: [who: string, userAgent: string, device: object][] = [
    ["an iPhone", userAgents.iphone, { type: "mobile", os: "iOS", browser: "Safari" }],
    ["an iPad", userAgents.ipad, { type: "tablet", os: "iOS", browser: "Safari" }],
    ["an Android phone", userAgents.android, { type: "mobile", os: "Android", browser: "Chrome" }],
    ["Chrome on Windows", userAgents.windows, { type: "desktop", os: "Windows", browser: "Chrome" }],
    ["Safari on macOS", userAgents.mac, { type: "desktop", os: "macOS", browser: "Safari" }],
    ["Firefox on Linux", userAgents.linux, { type: "desktop", os: "Linux", browser: "Firefox" }],
    ["Edge on Windows", userAgents.edge, { type: "desktop", os: "Windows", browser: "Edge" }],
    ["Opera on Windows", userAgents.opera, { type: "desktop", os: "Windows", browser: "Opera" }],
    ["a crawler", userAgents.googlebot, { type: "bot" }],
  ];
  test("type of device, system and browser", async () => {
    for (const [who, userAgent] of devices) {
      await server.post("/collect", { type: "seen", sessionId: who }, { "User-Agent": userAgent });
    }
    await server.load();
    const { body } = await server.get("/api/events?includeBots=true&type=seen");
    const seen = (body as { sessionId: string; device: object }[]).map(({ sessionId, device }) => [
      sessionId,
      device,
    ]);
    expect(Object.fromEntries(seen)).toMatchObject(
      Object.fromEntries(devices.map(([who, , device]) => [who, device])),
    );
    expect(seen).toHaveLength(devices.length);
  });

  test("a wish not to be tracked leaves no id behind", async () => {
    const payload = { type: "quiet", sessionId: "sess_quiet", userId: "user_quiet", eventId: "quiet-1" };
    const answer = await server.post("/collect", payload, { "User-Agent": userAgents.linux, DNT: "1" });
    expect(answer.body).toEqual({ success: true, eventId: "quiet-1" });
    await server.load();
    const { body } = await server.get("/api/events?type=quiet");
    expect(body).toMatchObject([{ id: "quiet-1", userId: null }]);
    expect(JSON.stringify(body)).not.toContain("sess_quiet");
  });
});

describe("resending", () => {
  const count = async (type: string) =>
    ((await server.get(`/api/events?type=${type}`)).body as unknown[]).length;

  test("an event with an id counts once, however often and by whichever field it comes", async () => {
    const event = { type: "resent", sessionId: "sess_resent", eventId: "resent-1", timestamp: at(20) };
    for (let time = 1; time <= 3; time++) {
      const { status, body } = await server.post("/collect", event);
      expect([status, body]).toEqual([200, { success: true, eventId: "resent-1" }]);
      if (time === 2) await server.load();
    }
    await server.load();
    expect(await count("resent")).toBe(1);
  });

  test("without an id, each is an event of its own", async () => {
    const event = { type: "not-resent", sessionId: "sess_resent", timestamp: at(20) };
    const ids = [await server.post("/collect", event), await server.post("/collect", event)].map(
      ({ body }) => (body as { eventId: string }).eventId,
    );
    expect(new Set(ids).size).toBe(2);
    await server.load();
    expect(await count("not-resent")).toBe(2);
  });

  test("an Idempotency-Key names the request's event", async () => {
    const event = { type: "keyed", sessionId: "sess_keyed", timestamp: at(20) };
    const once = await server.post("/collect", event, { "Idempotency-Key": "edge-key-1" });
    const again = await server.post("/collect", event, { "Idempotency-Key": "edge-key-1" });
    await server.post("/collect", event, { "Idempotency-Key": "edge-key-2" });
    expect(again.body).toEqual(once.body);
    await server.load();
    expect(await count("keyed")).toBe(2);
  });

  test("an empty Idempotency-Key names nothing", async () => {
    const event = { type: "keyless", sessionId: "sess_keyless", timestamp: at(20) };
    await server.post("/collect", event, { "Idempotency-Key": "" });
    await server.post("/collect", event, { "Idempotency-Key": "" });
    await server.load();
    expect(await count("keyless")).toBe(2);
  });

  test("an Idempotency-Key that is too long is an error, not silently no key", async () => {
    const answer = await server.post("/collect", { type: "keyed" }, { "Idempotency-Key": "k".repeat(201) });
    expectError(answer, "too_long", "Idempotency-Key", /195/);
  });
});

describe("bodies", () => {
  const event = (sessionId: string) => JSON.stringify({ type: "packed", sessionId, timestamp: at(21) });

  test("gzip and zstd are taken whatever the headers say", async () => {
    const gzip = Bun.gzipSync(event("sess_gzip"));
    const zstd = new Uint8Array(Bun.zstdCompressSync(event("sess_zstd")));
    const headers = [
      {},
      { "Content-Encoding": "gzip" },
      { "Content-Encoding": "zstd", "Content-Type": "application/json" },
      { "Content-Encoding": "identity", "Content-Type": "text/plain" },
    ];
    for (const sent of headers) {
      for (const body of [gzip, zstd]) {
        const answer = await server.post("/collect", body, sent);
        expect({ sent, status: answer.status }).toEqual({ sent, status: 200 });
      }
    }
    const plain = await server.post("/collect", event("sess_plain"), { "Content-Encoding": "gzip" });
    expect(plain.status).toBe(200);
    await server.load();
    for (const [sessionId, times] of [
      ["sess_gzip", 4],
      ["sess_zstd", 4],
      ["sess_plain", 1],
    ] as const) {
      const { body } = await server.get(`/api/events?sessionId=${sessionId}`);
      expect(body).toHaveLength(times);
    }
  });

  test("a damaged or endless one is refused", async () => {
    const gzip = Bun.gzipSync(event("sess_bad"));
    expectError(await server.post("/collect", gzip.slice(0, gzip.length - 12)), "invalid_encoding");
    const zstd = new Uint8Array(Bun.zstdCompressSync(event("sess_bad")));
    expectError(await server.post("/collect", zstd.fill(0xff, 8)), "invalid_encoding");
    expectError(
      await server.post("/collect", new Uint8Array([0x22, 0xff, 0x22])),
      "invalid_encoding",
      undefined,
      /UTF-8/,
    );
    // 20 MiB of spaces in 20 KiB.
    expectError(
      await server.post("/collect", Bun.gzipSync(new Uint8Array(20 * 1024 * 1024).fill(32))),
      "body_too_large",
    );
    expectError(
      await server.post("/collect", " ".repeat(1024 * 1024 + 1)),
      "body_too_large",
      undefined,
      /1048576 bytes/,
    );
  });

  test("what is no JSON is named so", async () => {
    expectError(await server.post("/collect", ""), "invalid_json", undefined, /empty/);
    expectError(await server.post("/collect", "{"), "invalid_json");
    expectError(await server.post("/collect", "type=pageview&sessionId=1"), "invalid_json");
  });
});

describe("an event that is refused names code and field:", () => {
  const deep = { a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } };
  const keys = Object.fromEntries(Array.from({ length: 256 }, (_, index) => [`k${index}`, 1]));
  const large = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`k${index}`, "x".repeat(8_000)]));
  const refused: [what: string, payload: unknown, expected: ExpectedError][] = [
    ["no type", { sessionId: "s" }, ["missing_field", "type"]],
    ["an empty type", { type: "" }, ["invalid_field", "type"]],
    ["a type that is no text", { type: 5 }, ["invalid_field", "type"]],
    ["a long type", { type: "x".repeat(201) }, ["too_long", "type", /200/]],
    ["a long session id", { type: "x", sessionId: "s".repeat(201) }, ["too_long", "sessionId", /200/]],
    ["a user id that is no text", { type: "x", userId: 7 }, ["invalid_field", "userId"]],
    [
      "a time that is none",
      { type: "x", timestamp: "yesterday" },
      ["time_out_of_range", "timestamp", /ISO 8601/],
    ],
    ["a negative time", { type: "x", timestamp: -1 }, ["time_out_of_range", "timestamp"]],
    [
      "a time two days ahead",
      { type: "x", timestamp: Date.now() + 2 * dayMs },
      ["time_out_of_range", "timestamp", /a day/],
    ],
    ["a time of another type", { type: "x", timestamp: {} }, ["invalid_field", "timestamp"]],
    [
      "properties that are a text",
      { type: "x", properties: "page=/" },
      ["invalid_field", "properties", /object/],
    ],
    [
      "deep properties",
      { type: "x", properties: deep },
      ["too_deep", "properties.a.b.c.d.e.f.g.h", /8 levels/],
    ],
    ["many properties", { type: "x", properties: keys }, ["too_many_keys", "properties", /255/]],
    ["large properties", { type: "x", properties: large }, ["event_too_large", "properties", /32768/]],
    [
      "a long property",
      { type: "x", properties: { a: "x".repeat(8_193) } },
      ["too_long", "properties.a", /8192/],
    ],
    ["null", null, ["invalid_field"]],
    ["a list", [{ type: "x" }], ["invalid_field"]],
  ];
  test.each(refused)("%s", async (_, payload, expected) => {
    expectError(await server.post("/collect", payload), ...expected);
  });
});

describe("for browsers", () => {
  const page = { Origin: "https://shop.example" };

  test("any page may send events and read the answer", async () => {
    const answer = await server.post("/collect", { type: "cors" }, page);
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(answer.headers.get("vary")).toContain("Origin");
    const refused = await server.post("/collect", {}, page);
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([
      400,
      "https://shop.example",
    ]);
  });

  test("the question before a request of JSON is answered, also a beacon's, which carries credentials", async () => {
    const asked = {
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "content-type",
    };
    const answer = await server.send("OPTIONS", "/collect", null, { ...page, ...asked });
    expect([answer.status, answer.body]).toEqual([204, ""]);
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://shop.example");
    expect(answer.headers.get("access-control-allow-methods")).toBe("POST");
    expect(answer.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("content-type");
    expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
    expect(Number(answer.headers.get("access-control-max-age"))).toBeGreaterThan(0);
  });

  test("only named pages may read reports", async () => {
    const answer = await server.get("/api/metrics", page);
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, null]);
    const asked = await server.send("OPTIONS", "/api/metrics", null, page);
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, null]);
  });
});

describe("other methods and paths", () => {
  test("a wrong method is told the right ones", async () => {
    const answer = await server.get("/collect");
    expectError(answer, "method_not_allowed");
    expect(answer.headers.get("allow")).toBe("POST, OPTIONS");
    expectError(await server.post("/api/metrics", {}), "method_not_allowed");
  });

  test("an unknown path is told so", async () => {
    expectError(await server.get("/api/nothing"), "not_found", undefined, /\/api\/nothing/);
  });
});
