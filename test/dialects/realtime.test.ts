import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "../harness/expect-error.ts";
import { LocalServer } from "../harness/local-server.ts";
import { userAgents } from "../harness/user-agents.ts";

let server: LocalServer;

/** The range of the document's own example: one day. */
const from = 1_699_564_800_000;
const to = 1_699_651_200_000;
const browser = { "User-Agent": userAgents.linux };
const id = expect.stringMatching(/^evt_\d+_[a-z0-9]+$/);

async function list(query: string): Promise<Record<string, unknown>[]> {
  const { status, body } = await server.get(`/events?${query}`);
  expect(status).toBe(200);
  return body as Record<string, unknown>[];
}

beforeAll(async () => {
  server = await LocalServer.start();
});

afterAll(() => server.stop());

describe("GET /events", () => {
  /*
   * Seven events around the documented range, which its first millisecond belongs to and its end does not:
   *
   *   a  pageview  user_1  session_1  one millisecond before
   *   b  pageview  user_1  session_1  its first millisecond
   *   c  click     user_1  session_1  one millisecond later
   *   d  pageview  user_2  session_2  in the middle, by a crawler
   *   e  pageview  user_2  session_2  in the middle
   *   f  pageview  user_3             its last millisecond
   *   g  pageview  user_3             its end
   */
  beforeAll(async () => {
    const middle = (from + to) / 2;
    const first = { userId: "user_1", sessionId: "session_1" };
    const second = { userId: "user_2", sessionId: "session_2", type: "pageview", timestamp: middle };
    const third = { userId: "user_3", type: "pageview" };
    const events = [
      { id: "a", type: "pageview", ...first, timestamp: from - 1 },
      {
        id: "b",
        type: "pageview",
        ...first,
        timestamp: from,
        properties: { page: "/products", duration: 3_500 },
      },
      { id: "c", type: "click", ...first, timestamp: from + 1, properties: { page: "/products" } },
      { id: "e", ...second, timestamp: middle, properties: { page: "/products", duration: 1_500 } },
      { id: "f", ...third, timestamp: to - 1, properties: { page: "/", duration: "2000" } },
      { id: "g", ...third, timestamp: to },
    ];
    expect((await server.post("/events/batch", events, browser)).status).toBe(202);
    const crawler = { "User-Agent": userAgents.googlebot };
    expect((await server.post("/events", { id: "d", ...second }, crawler)).status).toBe(202);
    await server.load();
  });

  const ids = async (query: string) => (await list(query)).map((event) => event["id"]);

  test("the documented query: half-open range, one type, the latest first", async () => {
    expect(await ids(`type=pageview&startTime=${from}&endTime=${to}&limit=100`)).toEqual(["f", "e", "b"]);
  });

  test("an event has every field that it was sent with", async () => {
    const [event] = await list(`type=pageview&userId=user_1&startTime=${from}`);
    expect(event).toEqual({
      id: "b",
      type: "pageview",
      userId: "user_1",
      sessionId: "session_1",
      timestamp: from,
      properties: { page: "/products", duration: 3_500 },
    });
  });

  test("each filter by itself and together", async () => {
    expect(await ids("")).toEqual(["g", "f", "e", "c", "b", "a"]);
    expect(await ids("type=click")).toEqual(["c"]);
    expect(await ids("userId=user_1")).toEqual(["c", "b", "a"]);
    expect(await ids("sessionId=session_2")).toEqual(["e"]);
    expect(await ids("sessionId=session_2&includeBots=true")).toEqual(["d", "e"]);
    expect(await ids(`startTime=${to}`)).toEqual(["g"]);
    expect(await ids(`endTime=${from}`)).toEqual(["a"]);
    expect(await ids(`startTime=${from}&endTime=${from}`)).toEqual([]);
    expect(await ids("userId=user_1&type=pageview&limit=1")).toEqual(["b"]);
    expect(await ids("limit=0")).toEqual([]);
    expect(await ids("type=no_such_type")).toEqual([]);
  });

  test("ISO 8601 for the times", async () => {
    expect(await ids("startTime=2023-11-09T21:20:00Z&endTime=2023-11-10T21:20:00Z&type=click")).toEqual([
      "c",
    ]);
  });

  test("bad parameters are named with what is allowed", async () => {
    expectError(
      await server.get("/events?startTime=x"),
      "invalid_parameter",
      "startTime",
      /epoch milliseconds or ISO/,
    );
    expectError(
      await server.get("/events?endTime=-1"),
      "invalid_parameter",
      "endTime",
      /epoch milliseconds or ISO/,
    );
    expectError(
      await server.get("/events?startTime=5&endTime=4"),
      "invalid_parameter",
      "endTime",
      /before startTime/,
    );
    expectError(await server.get("/events?limit=5000"), "invalid_parameter", "limit", /from 0 to 1000/);
    expectError(await server.get("/events?userId="), "invalid_parameter", "userId", /empty/);
    expectError(
      await server.get("/events?includeBots=1"),
      "invalid_parameter",
      "includeBots",
      /"true".*"false"/,
    );
  });
});

/*
 * Of the seven events above, four lie in the documented range and are no crawler's: b, c, e and f. Three of
 * them are page views: of /products (3500 ms), of /products (1500 ms) and of / (2000 ms, sent as a text).
 */
describe("the analytics of the documented range:", () => {
  const range = `startTime=${from}&endTime=${to}`;
  const ask = async (path: string) => {
    const { status, body } = await server.get(path);
    expect(status).toBe(200);
    return body;
  };

  test("GET /analytics/count", async () => {
    expect(await ask(`/analytics/count?type=pageview&groupBy=page&${range}`)).toEqual({
      count: 3,
      groupBy: "page",
      groups: [
        { value: "/products", count: 2 },
        { value: "/", count: 1 },
      ],
    });
    expect(await ask(`/analytics/count?type=pageview&${range}`)).toEqual({ count: 3 });
    expect(await ask(`/analytics/count?${range}&includeBots=true`)).toEqual({ count: 5 });
    // The click has no duration.
    expect(await ask(`/analytics/count?groupBy=duration&${range}`)).toMatchObject({
      groups: [
        { value: null, count: 1 },
        { value: "1500", count: 1 },
        { value: "2000", count: 1 },
        { value: "3500", count: 1 },
      ],
    });
  });

  test("GET /analytics/unique-users", async () => {
    expect(await ask(`/analytics/unique-users?${range}`)).toEqual({ uniqueUsers: 3 });
    expect(await ask(`/analytics/unique-users?type=click&${range}`)).toEqual({ uniqueUsers: 1 });
    expect(await ask(`/analytics/unique-users?startTime=${to + 1}&endTime=${to + 2}`)).toEqual({
      uniqueUsers: 0,
    });
  });

  test("GET /analytics/top", async () => {
    expect(await ask(`/analytics/top?type=pageview&property=page&n=10&${range}`)).toEqual([
      { value: "/products", count: 2, percentage: 66.67 },
      { value: "/", count: 1, percentage: 33.33 },
    ]);
    expect(await ask(`/analytics/top?property=page&n=1&${range}`)).toEqual([
      { value: "/products", count: 3, percentage: 75 },
    ]);
    expect(await ask(`/analytics/top?property=nowhere&${range}`)).toEqual([]);
  });

  test("POST /analytics/aggregate", async () => {
    const asked = {
      eventType: "pageview",
      metric: "duration",
      startTime: from,
      endTime: to,
      interval: 300_000,
    };
    const { status, body } = await server.post("/analytics/aggregate", asked);
    expect(status).toBe(200);
    const { buckets, ...whole } = body as { buckets: { timestamp: number; count: number }[] };
    expect(whole as unknown).toEqual({
      ...asked,
      totals: {
        count: 3,
        uniqueUsers: 3,
        // Of 1500, 2000 and 3500.
        sum: 7_000,
        avg: 7_000 / 3,
        min: 1_500,
        max: 3_500,
        median: 2_000,
        // At 1.8, 1.9 and 1.98 of the way through the places 0, 1 and 2.
        p90: expect.closeTo(3_200),
        p95: expect.closeTo(3_350),
        p99: expect.closeTo(3_470),
      },
    });
    // A day has 288 buckets of five minutes.
    expect(buckets.map(({ timestamp }) => timestamp)).toEqual(
      Array.from({ length: 288 }, (_, index) => from + index * 300_000),
    );
    expect(buckets.filter(({ count }) => count > 0)).toMatchObject([
      { timestamp: from, count: 1, uniqueUsers: 1, sum: 3_500, avg: 3_500 },
      { timestamp: (from + to) / 2, sum: 1_500, min: 1_500 },
      { timestamp: to - 300_000, sum: 2_000, max: 2_000 },
    ]);
    expect(buckets[1]).toMatchObject({ count: 0, uniqueUsers: 0, sum: 0, avg: null, median: null });
  });

  test("bad questions are told what is wrong", async () => {
    const get = (path: string) => server.get(path);
    expectError(await get("/analytics/top?type=pageview"), "invalid_parameter", "property");
    expectError(await get("/analytics/top?property=page&n=0"), "invalid_parameter", "n", /from 1 to 1000/);
    expectError(
      await get("/analytics/count?startTime=2&endTime=1"),
      "invalid_parameter",
      "endTime",
      /before startTime/,
    );
    expectError(
      await get("/analytics/unique-users?startTime=x"),
      "invalid_parameter",
      "startTime",
      /ISO 8601/,
    );
    expectError(
      await server.post("/analytics/aggregate", { interval: 5 }),
      "invalid_field",
      "interval",
      /1000/,
    );
    expectError(
      await server.post("/analytics/aggregate", { startTime: "x" }),
      "invalid_field",
      "startTime",
      /ISO 8601/,
    );
  });
});

describe("POST /events as the dialect's document sends it:", () => {
  test("the documented event", async () => {
    const event = {
      type: "pageview",
      userId: "user_123",
      sessionId: "session_abc",
      timestamp: from,
      properties: { page: "/products", duration: 3_500, referrer: "google.com" },
    };
    const { status, body } = await server.post("/events", event, browser);
    expect(status).toBe(202);
    expect(body).toEqual({ success: true, eventId: id });
    await server.load();
    expect(await list("userId=user_123")).toEqual([{ id, ...event }]);
  });

  test("custom events: a signup and a purchase", async () => {
    const before = Date.now();
    const common = { userId: "user_789", timestamp: Date.now() };
    const signup = { plan: "premium", source: "referral", email: "user@example.com" };
    const purchase = { amount: 99.99, currency: "USD", product: "premium_plan", quantity: 1 };
    for (const [type, properties] of Object.entries({ signup, purchase })) {
      const { status, body } = await server.post("/events", { type, ...common, properties }, browser);
      expect([status, body]).toEqual([202, { success: true, eventId: id }]);
    }
    await server.load();
    expect(await list(`userId=user_789&startTime=${before}`)).toMatchObject([
      { type: "purchase", properties: purchase },
      { type: "signup", properties: signup },
    ]);
  });

  test("only a type: it happened now, by nobody known", async () => {
    const before = Date.now();
    expect(
      (await server.post("/events", { type: "bare", userId: null, timestamp: null }, browser)).status,
    ).toBe(202);
    await server.load();
    const [event] = await list("type=bare");
    expect(event).toMatchObject({ userId: null, properties: {} });
    expect(event!["timestamp"]).toBeGreaterThanOrEqual(before);
    expect(event!["timestamp"]).toBeLessThanOrEqual(Date.now());
  });

  test("properties come back as they were sent, whatever their shape", async () => {
    const properties = {
      text: "größe ✓ 漢字",
      number: -0.125,
      whole: 9_007_199_254_740_991,
      yes: true,
      no: false,
      list: [1, 2, 3],
      nested: { deep: { deeper: "x" } },
      "dotted.key": "kept",
      date: "2024-01-31",
      empty: "",
    };
    await server.post("/events", { type: "shapes", properties }, browser);
    await server.load();
    expect((await list("type=shapes"))[0]).toMatchObject({ properties });
  });

  test("an event that is refused names the field", async () => {
    const post = (body: unknown) => server.post("/events", body);
    expectError(await post({ userId: "u" }), "missing_field", "type");
    expectError(await post({ type: "x", timestamp: "soon" }), "time_out_of_range", "timestamp", /ISO 8601/);
    expectError(
      await post({ type: "x", timestamp: Date.now() + 90_000_000 }),
      "time_out_of_range",
      "timestamp",
      /a day/,
    );
    expectError(await post({ type: "x", id: "i".repeat(201) }), "too_long", "id", /200/);
    expectError(await post({ type: "x", properties: [1] }), "invalid_field", "properties", /object/);
    expectError(await post([{ type: "x" }]), "invalid_field");
    expectError(await post("nonsense"), "invalid_json");
  });
});

describe("POST /events/batch", () => {
  test("the documented batch", async () => {
    const events = [
      { type: "click", userId: "user_batch", timestamp: from },
      { type: "pageview", userId: "user_batch", timestamp: from + 1 },
    ];
    const { status, body } = await server.post("/events/batch", events, browser);
    expect(status).toBe(202);
    expect(body).toEqual({ success: true, ingested: 2, filtered: 0, eventIds: [id, id], errors: [] });
    await server.load();
    const stored = await list("userId=user_batch");
    expect(stored.map((event) => event["type"])).toEqual(["pageview", "click"]);
    expect(stored.map((event) => event["id"])).toEqual(
      (body as { eventIds: string[] }).eventIds.toReversed(),
    );
  });

  test("keeps the good events and names the others", async () => {
    const events = [
      { type: "kept", id: "kept-1" },
      { userId: "no type" },
      { type: "kept", timestamp: "soon" },
      { type: "kept", id: "kept-2", properties: { page: "/" } },
      null,
      { type: "kept", timestamp: Date.now() + 90_000_000 },
    ];
    const { status, body } = await server.post("/events/batch", events, browser);
    expect(status).toBe(202);
    expect(body).toEqual({
      success: true,
      ingested: 2,
      filtered: 0,
      eventIds: ["kept-1", "kept-2"],
      errors: [
        { index: 1, code: "missing_field", field: "type", message: expect.stringContaining("type") },
        {
          index: 2,
          code: "time_out_of_range",
          field: "timestamp",
          message: expect.stringContaining("ISO 8601"),
        },
        { index: 4, code: "invalid_field", field: null, message: expect.stringContaining("object") },
        {
          index: 5,
          code: "time_out_of_range",
          field: "timestamp",
          message: expect.stringContaining("a day"),
        },
      ],
    });
    await server.load();
    expect(await list("type=kept")).toHaveLength(2);
  });

  test("without one good event it is an error that names them all", async () => {
    const { status, body } = await server.post("/events/batch", [{}, { type: 5 }], browser);
    expect(status).toBe(400);
    expect(body).toEqual({
      error: {
        code: "missing_field",
        field: "[0].type",
        message: expect.stringMatching(/^\[0\]\.type: (?!type)/),
        requestId: expect.stringMatching(/^req_/),
      },
      errors: [
        { index: 0, code: "missing_field", field: "type", message: expect.any(String) },
        { index: 1, code: "invalid_field", field: "type", message: expect.any(String) },
      ],
    });
  });

  test("a thousand events are taken, one more is too many", async () => {
    const events = Array.from({ length: 1_001 }, (_, index) => ({
      type: "many",
      userId: `m${index}`,
      timestamp: from,
    }));
    expectError(await server.post("/events/batch", events), "batch_too_large", undefined, /1001.*1000/);
    const { status, body } = await server.post("/events/batch", events.slice(1), browser);
    expect([status, (body as { ingested: number }).ingested]).toEqual([202, 1_000]);
    await server.load();
    expect(await list("type=many&limit=1000")).toHaveLength(1_000);
  });

  test("anything but a list is refused; an empty list brings nothing", async () => {
    expectError(await server.post("/events/batch", { type: "x" }), "invalid_field", undefined, /array/);
    const { status, body } = await server.post("/events/batch", []);
    expect(status).toBe(202);
    expect(body).toEqual({ success: true, ingested: 0, filtered: 0, eventIds: [], errors: [] });
  });

  test("packed bodies count by what they hold", async () => {
    const events = JSON.stringify([{ type: "packed" }, { type: "packed" }]);
    expect((await server.post("/events/batch", Bun.gzipSync(events), browser)).status).toBe(202);
    const zstd = new Uint8Array(Bun.zstdCompressSync(events));
    expect(
      (await server.post("/events/batch", zstd, { ...browser, "Content-Encoding": "gzip" })).status,
    ).toBe(202);
    expectError(
      await server.post("/events/batch", Bun.gzipSync(new Uint8Array(11 * 1024 * 1024).fill(32))),
      "body_too_large",
    );
    await server.load();
    expect(await list("type=packed")).toHaveLength(4);
  });
});

describe("resending", () => {
  test("an id counts once: in one batch, in the next, and by the other door", async () => {
    const event = { type: "resent", id: "realtime-1", userId: "u", timestamp: from };
    await server.post("/events/batch", [event, event, { ...event, id: "realtime-2" }], browser);
    await server.load();
    await server.post("/events/batch", [event], browser);
    await server.post("/events", event, browser);
    await server.load();
    expect((await list("type=resent")).map((one) => one["id"])).toEqual(["realtime-2", "realtime-1"]);
  });

  test("an Idempotency-Key names every event of the batch that has no id of its own", async () => {
    const events = [
      { type: "keyed", userId: "u1" },
      { type: "keyed", userId: "u2" },
      { type: "keyed", id: "own" },
    ];
    const headers = { ...browser, "Idempotency-Key": "realtime-key" };
    const first = await server.post("/events/batch", events, headers);
    const again = await server.post("/events/batch", events, headers);
    expect(again.body).toEqual(first.body);
    expect((first.body as { eventIds: string[] }).eventIds[2]).toBe("own");
    await server.load();
    expect(await list("type=keyed")).toHaveLength(3);
  });
});

describe("GET /health", () => {
  test("tells of every part", async () => {
    // The store may still be starting when no test ran before.
    await server.load();
    const { status, body } = await server.get("/health");
    expect(status).toBe(200);
    expect((body as { uptimeMs: number }).uptimeMs).toBeGreaterThan(0);
    const part = { status: "ok", message: expect.any(String) };
    expect(body).toMatchObject({ status: "ok", parts: { log: part, loader: part, store: part } });
  });

  test("any page may ask", async () => {
    const { headers } = await server.get("/health", { Origin: "https://status.example" });
    expect(headers.get("access-control-allow-origin")).toBe("https://status.example");
  });
});

test("a path that takes both is open to a page for sending only", async () => {
  const page = { Origin: "https://shop.example" };
  const asked = await server.send("OPTIONS", "/events", null, {
    ...page,
    "Access-Control-Request-Method": "POST",
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  expect(asked.headers.get("access-control-allow-methods")).toBe("POST");
  expect((await server.get("/events?limit=1", page)).headers.get("access-control-allow-origin")).toBeNull();
  const sent = await server.post("/events", { type: "cors" }, page);
  expect(sent.headers.get("access-control-allow-origin")).toBe("https://shop.example");
});
