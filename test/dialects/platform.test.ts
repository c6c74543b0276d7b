import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "../harness/expect-error.ts";
import { LocalServer, type RequestHeaders } from "../harness/local-server.ts";
import { userAgents } from "../harness/user-agents.ts";

let server: LocalServer;

const client = {
  "User-Agent": userAgents.windows,
  "X-API-Key": "sample-api-key-789",
  "Content-Type": "application/json",
};
const id = expect.stringMatching(/^evt_\d+_[a-z0-9]+$/);

function ingest(body: unknown, headers: RequestHeaders = client) {
  return server.post("/api/v1/events", body, headers);
}

async function summary(query = ""): Promise<unknown> {
  const { status, body } = await server.get(`/api/v1/events/summary${query}`, {
    "X-API-Key": "sample-api-key-789",
  });
  expect(status).toBe(200);
  return body;
}

/** What is stored, as the edge dialect shows it; the latest first. */
async function stored(query: string): Promise<Record<string, unknown>[]> {
  await server.load();
  return (await server.get(`/api/events?limit=1000&${query}`)).body as Record<string, unknown>[];
}

beforeAll(async () => {
  server = await LocalServer.start();
});

afterAll(() => server.stop());

describe("GET /api/v1/events/summary", () => {
  /*
   *   1  user123   page_view     2024-01-01T10:00:00Z
   *   2  user123   button_click  2024-01-01T10:01:00Z
   *   3  (anon-1)  signup        2024-01-15T08:00:00Z
   *   4  (s-9)     page_view     2024-01-20T10:00:00Z   known by the session id alone
   *   5  (s-9)     page_view     2024-01-20T10:30:00Z   half an hour later: its second session
   *   6  user456   page_view     2024-01-31T23:59:59.999Z
   *   7  user456   page_view     2024-02-01T00:00:00.000Z
   *   8  crawler   page_view     2024-01-10T00:00:00Z   by a bot
   */
  beforeAll(async () => {
    const view = { eventName: "page_view" };
    const events = [
      { ...view, userId: "user123", timestamp: "2024-01-01T10:00:00Z" },
      { eventName: "button_click", userId: "user123", timestamp: "2024-01-01T10:01:00Z" },
      { eventName: "signup", anonymousId: "anon-1", timestamp: "2024-01-15T08:00:00Z" },
      { ...view, sessionId: "s-9", timestamp: "2024-01-20T10:00:00Z" },
      { ...view, sessionId: "s-9", timestamp: "2024-01-20T10:30:00Z" },
      { ...view, userId: "user456", timestamp: "2024-01-31T23:59:59.999Z" },
      { ...view, userId: "user456", timestamp: "2024-02-01T00:00:00.000Z" },
    ];
    expect((await ingest(events)).body).toMatchObject({ accepted: 7, rejected: 0 });
    const crawled = { ...view, userId: "crawler", timestamp: "2024-01-10T00:00:00Z" };
    expect((await ingest(crawled, { ...client, "User-Agent": userAgents.googlebot })).status).toBe(202);
    await server.load();
  });

  test("of everything, in every field", async () => {
    expect(await summary()).toEqual({
      totalEvents: 7,
      // user123, anon-1, s-9 and user456.
      uniqueUsers: 4,
      // One each, and two of s-9.
      uniqueSessions: 5,
      uniqueEventNames: 3,
      firstEventAt: "2024-01-01T10:00:00.000Z",
      lastEventAt: "2024-02-01T00:00:00.000Z",
      events: [
        { eventName: "page_view", count: 5, uniqueUsers: 3 },
        { eventName: "button_click", count: 1, uniqueUsers: 1 },
        { eventName: "signup", count: 1, uniqueUsers: 1 },
      ],
    });
  });

  test("of a month by its first and last day; the last day belongs to it", async () => {
    const january = {
      totalEvents: 6,
      uniqueUsers: 4,
      uniqueSessions: 5,
      uniqueEventNames: 3,
      firstEventAt: "2024-01-01T10:00:00.000Z",
      lastEventAt: "2024-01-31T23:59:59.999Z",
      events: [
        { eventName: "page_view", count: 4, uniqueUsers: 3 },
        { eventName: "button_click", count: 1, uniqueUsers: 1 },
        { eventName: "signup", count: 1, uniqueUsers: 1 },
      ],
    };
    expect(await summary("?startDate=2024-01-01&endDate=2024-01-31")).toEqual(january);
    // With a time the end is a moment, and does not belong to the range.
    expect(await summary("?startDate=2024-01-01&endDate=2024-02-01T00:00:00Z")).toEqual(january);
    expect(await summary("?startDate=2024-02-01&endDate=2024-02-01")).toMatchObject({ totalEvents: 1 });
    expect(await summary("?endDate=2024-01-31T00:00:00Z")).toMatchObject({ totalEvents: 5, uniqueUsers: 3 });
  });

  test("bots come back when asked for", async () => {
    expect(await summary("?includeBots=true")).toMatchObject({
      totalEvents: 8,
      uniqueUsers: 5,
      uniqueSessions: 6,
    });
  });

  test("where nothing happened: zeros and no times", async () => {
    expect(await summary("?startDate=2020-01-01&endDate=2020-12-31")).toEqual({
      totalEvents: 0,
      uniqueUsers: 0,
      uniqueSessions: 0,
      uniqueEventNames: 0,
      firstEventAt: null,
      lastEventAt: null,
      events: [],
    });
  });

  test("bad parameters are named with what is allowed", async () => {
    const path = "/api/v1/events/summary";
    expectError(
      await server.get(`${path}?startDate=x`),
      "invalid_parameter",
      "startDate",
      /epoch milliseconds or ISO/,
    );
    expectError(await server.get(`${path}?endDate=2024-13-01`), "invalid_parameter", "endDate", /ISO 8601/);
    const backwards = `${path}?startDate=2024-01-31&endDate=2024-01-01`;
    expectError(await server.get(backwards), "invalid_parameter", "endDate", /before startDate/);
    expectError(
      await server.get(`${path}?includeBots=no`),
      "invalid_parameter",
      "includeBots",
      /"true".*"false"/,
    );
  });
});

describe("GET /api/v1/metrics", () => {
  interface Metrics {
    readonly data: readonly { date: string; count: number; uniqueUsers: number }[];
  }
  const metrics = async (query: string) => {
    const { status, body } = await server.get(`/api/v1/metrics?${query}`, client);
    expect(status).toBe(200);
    return body as Metrics;
  };
  const filled = ({ data }: Metrics) => data.filter(({ count }) => count > 0);

  test("the documented month of page views, day by day", async () => {
    const answer = await metrics("event=page_view&interval=daily&startDate=2024-01-01&endDate=2024-01-31");
    const { data, ...whole } = answer;
    expect(whole as unknown).toEqual({
      event: "page_view",
      interval: "daily",
      timezone: "UTC",
      startDate: "2024-01-01T00:00:00.000Z",
      endDate: "2024-02-01T00:00:00.000Z",
      // Numbers 1, 4, 5 and 6 of the events above, by three visitors.
      totals: { count: 4, uniqueUsers: 3 },
    });
    expect(data).toHaveLength(31);
    expect(data[0]).toEqual({
      timestamp: Date.UTC(2024, 0, 1),
      date: "2024-01-01",
      count: 1,
      uniqueUsers: 1,
    } as never);
    expect(filled(answer)).toMatchObject([
      { date: "2024-01-01", count: 1, uniqueUsers: 1 },
      { date: "2024-01-20", count: 2, uniqueUsers: 1 },
      { date: "2024-01-31", count: 1, uniqueUsers: 1 },
    ]);
  });

  test("in another zone its days are that zone's", async () => {
    const range = "event=page_view&startDate=2024-01-01&endDate=2024-01-31&timezone=Europe/Berlin";
    // Number 6 is February there; number 1 is at 11:00.
    const days = await metrics(`${range}&interval=day`);
    expect(filled(days).map(({ date }) => date)).toEqual(["2024-01-01", "2024-01-20"]);
    const hours = await metrics(`${range}&interval=hourly`);
    expect(filled(hours)[0]!.date).toBe("2024-01-01T11:00:00+01:00");
  });

  test("all events, by week and by month", async () => {
    const range = "startDate=2024-01-01&endDate=2024-02-29";
    expect(filled(await metrics(`${range}&interval=weekly`))).toMatchObject([
      { date: "2024-01-01", count: 2 },
      { date: "2024-01-15", count: 3 },
      { date: "2024-01-29", count: 2 },
    ]);
    expect(filled(await metrics(`${range}&interval=monthly`))).toMatchObject([
      { date: "2024-01-01", count: 6, uniqueUsers: 4 },
      { date: "2024-02-01", count: 1, uniqueUsers: 1 },
    ]);
  });

  test("without a range: the last 30 days", async () => {
    expect((await metrics("event=page_view&interval=daily")).data).toHaveLength(30);
  });

  test("bad parameters are named with what is allowed", async () => {
    const ask = (query: string) => server.get(`/api/v1/metrics?${query}`, client);
    expectError(await ask("interval=fortnightly"), "invalid_parameter", "interval", /"daily"/);
    expectError(await ask("timezone=Mars/Olympus"), "invalid_parameter", "timezone", /IANA/);
    expectError(await ask("startDate=x"), "invalid_parameter", "startDate", /ISO 8601/);
    expectError(
      await ask("startDate=2024-02-01&endDate=2024-01-01"),
      "invalid_parameter",
      "endDate",
      /before startDate/,
    );
    const minutes = "interval=minute&startDate=2024-01-01&endDate=2024-01-31";
    expectError(await ask(minutes), "invalid_parameter", "interval", /11000 buckets/);
  });
});

describe("POST /api/v1/events as the dialect's document sends it:", () => {
  test("one event", async () => {
    const event = {
      userId: "user-one",
      eventName: "page_view",
      properties: { pageUrl: "/home", referrer: "google.com" },
    };
    const { status, body, headers } = await ingest(event);
    expect(status).toBe(202);
    expect(headers.get("content-type")).toStartWith("application/json");
    const { eventId } = body as { eventId: string };
    expect(body).toEqual({
      success: true,
      eventId: id,
      accepted: 1,
      filtered: 0,
      rejected: 0,
      eventIds: [eventId],
      errors: [],
    });
    expect(await stored("userId=user-one")).toMatchObject([
      { id: eventId, type: "page_view", properties: { pageUrl: "/home", referrer: "google.com" } },
    ]);
  });

  test("a batch", async () => {
    const batch = `[
  {
    "userId": "user-two",
    "eventName": "page_view",
    "timestamp": "2024-01-01T10:00:00Z"
  },
  {
    "userId": "user-two", 
    "eventName": "button_click",
    "timestamp": "2024-01-01T10:01:00Z"
  }
]`;
    const { status, body } = await ingest(batch);
    expect(status).toBe(202);
    expect(body).toEqual({
      success: true,
      accepted: 2,
      filtered: 0,
      rejected: 0,
      eventIds: [id, id],
      errors: [],
    });
    expect(await stored("userId=user-two")).toMatchObject([
      { type: "button_click", timestamp: Date.UTC(2024, 0, 1, 10, 1) },
      { type: "page_view", timestamp: Date.UTC(2024, 0, 1, 10) },
    ]);
  });

  test("every field that a sender may state", async () => {
    const event = {
      eventName: "purchase",
      userId: "user-full",
      anonymousId: "anon-full",
      sessionId: "sess-full",
      eventId: "full-1",
      timestamp: "2024-03-01T10:00:00+01:00",
      pageUrl: "https://shop.example/checkout?utm_source=mail#pay",
      title: "Checkout",
      referrer: "https://google.com/search",
      value: 99.99,
      currency: "eur",
      properties: { items: [1, 2] },
    };
    expect((await ingest(event)).body).toMatchObject({ eventId: "full-1", accepted: 1 });
    // The page of a page view is the path of its URL.
    expect((await ingest({ ...event, eventName: "pageview", eventId: "full-2" })).status).toBe(202);
    expect(await stored("userId=user-full&type=purchase")).toMatchObject([
      {
        id: "full-1",
        sessionId: "sess-full",
        timestamp: Date.UTC(2024, 2, 1, 9),
        properties: { items: [1, 2] },
      },
    ]);
    const { body } = await server.get("/api/metrics?start=2024-03-01&end=2024-03-02");
    expect(body).toMatchObject({ topPages: [{ page: "/checkout", views: 1 }] });
  });

  test("optional fields that are null or empty are absent", async () => {
    const empty = {
      timestamp: "",
      pageUrl: "",
      title: null,
      referrer: "",
      value: null,
      currency: "",
      properties: null,
    };
    const { status, body } = await ingest({
      eventName: "empty",
      userId: "user-empty",
      anonymousId: "",
      sessionId: null,
      ...empty,
    });
    expect([status, body]).toMatchObject([202, { accepted: 1, rejected: 0 }]);
    expect(await stored("type=empty")).toMatchObject([{ userId: "user-empty", properties: {} }]);
  });
});

describe("a batch", () => {
  test("of 1001 events is too large; of 1000 it is not", async () => {
    const events = Array.from({ length: 1_001 }, () => ({ eventName: "many", userId: "user-many" }));
    expectError(await ingest(events), "batch_too_large", undefined, /1001.*1000/);
    expect((await ingest(events.slice(1))).body).toMatchObject({ accepted: 1_000 });
    expect(await stored("type=many")).toHaveLength(1_000);
  });

  test("keeps its good events and names the others", async () => {
    const { status, body } = await ingest([
      { eventName: "partial", userId: "user-partial", eventId: "partial-1" },
      { userId: "user-partial" },
      { eventName: "partial" },
      { eventName: "partial", userId: "u".repeat(201) },
      { eventName: "partial", userId: "u", value: "5" },
      { eventName: "partial", userId: "u", currency: "EURO" },
      { eventName: "partial", userId: "u", timestamp: "2199-01-01" },
      7,
      { eventName: "partial", anonymousId: "anon-partial", eventId: "partial-2" },
    ]);
    const named = (index: number, code: string, field: string | null) => ({
      index,
      code,
      field,
      message: expect.any(String),
    });
    expect(status).toBe(202);
    expect(body).toEqual({
      success: true,
      accepted: 2,
      filtered: 0,
      rejected: 7,
      eventIds: ["partial-1", "partial-2"],
      errors: [
        named(1, "missing_field", "eventName"),
        named(2, "missing_field", "userId"),
        named(3, "too_long", "userId"),
        named(4, "invalid_field", "value"),
        named(5, "invalid_field", "currency"),
        named(6, "time_out_of_range", "timestamp"),
        named(7, "invalid_field", null),
      ],
    });
    expect(await stored("type=partial")).toHaveLength(2);
  });

  test("without one good event is an error that names them all", async () => {
    const { status, body } = await ingest([{ eventName: "x" }, { userId: "u" }]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { code: "missing_field", field: "[0].userId" },
      errors: [
        { index: 0, field: "userId" },
        { index: 1, field: "eventName" },
      ],
    });
  });

  test("that is empty brings nothing", async () => {
    const { status, body } = await ingest([]);
    expect(status).toBe(202);
    expect(body).toEqual({ success: true, accepted: 0, filtered: 0, rejected: 0, eventIds: [], errors: [] });
  });
});

test("a single event that is refused names the field", async () => {
  const event = { eventName: "x", userId: "u" };
  expectError(await ingest({ userId: "u" }), "missing_field", "eventName");
  expectError(await ingest({ eventName: "x" }), "missing_field", "userId", /anonymousId, sessionId/);
  expectError(await ingest({ ...event, userId: "" }), "missing_field", "userId");
  expectError(await ingest({ ...event, timestamp: "later" }), "time_out_of_range", "timestamp", /ISO 8601/);
  expectError(await ingest({ ...event, currency: "€" }), "invalid_field", "currency", /ISO 4217/);
  expectError(await ingest({ ...event, pageUrl: "x".repeat(8_193) }), "too_long", "pageUrl", /8192/);
  expectError(await ingest("null"), "invalid_field");
  expectError(await ingest("{"), "invalid_json");
});

describe("resending", () => {
  test("an event id counts once; the counters add up", async () => {
    const counters = async () => {
      const { body } = await server.get("/api/v1/ingestion?waitMs=10000");
      return body as {
        received: number;
        stored: number;
        duplicate: number;
        rejected: Record<string, number>;
        filtered: Record<string, number>;
      };
    };
    const sum = (byReason: Record<string, number>) =>
      Object.values(byReason).reduce((total, count) => total + count, 0);
    // The refusals of the tests before this one are on disk when an event after them is.
    await ingest({ eventName: "marker", userId: "u" });
    const before = await counters();
    const event = { eventName: "resent", userId: "u", eventId: "platform-1" };
    await ingest(event);
    await ingest([event, { ...event, eventId: "platform-2" }, { eventName: "resent" }]);
    const after = await counters();
    expect(after.received - before.received).toBe(4);
    expect(after.stored - before.stored).toBe(2);
    expect(after.duplicate - before.duplicate).toBe(1);
    expect(sum(after.rejected) - sum(before.rejected)).toBe(1);
    const { received, stored: kept, duplicate, rejected, filtered } = after;
    expect(kept + duplicate + sum(rejected) + sum(filtered)).toBe(received);
    expect(await stored("type=resent")).toHaveLength(2);
  });

  test("an Idempotency-Key names the events of one request, single or batch", async () => {
    const event = { eventName: "keyed", userId: "u" };
    for (const body of [event, [event, event, event]]) {
      const headers = { ...client, "Idempotency-Key": `platform-${JSON.stringify(body).length}` };
      const first = await ingest(body, headers);
      const again = await ingest(body, headers);
      expect(again.body).toEqual(first.body);
    }
    expect(await stored("type=keyed")).toHaveLength(4);
  });
});

test("packed bodies, whatever the headers say", async () => {
  const events = JSON.stringify([{ eventName: "packed", userId: "u" }]);
  const zstd = new Uint8Array(Bun.zstdCompressSync(events));
  for (const body of [Bun.gzipSync(events), zstd, new TextEncoder().encode(events)]) {
    for (const encoding of ["gzip", "zstd", "br"]) {
      expect((await ingest(body, { ...client, "Content-Encoding": encoding })).status).toBe(202);
    }
  }
  expect(await stored("type=packed")).toHaveLength(9);
});

test("GET /healthz answers without credentials", async () => {
  // The store may still be starting when no test ran before.
  await server.load();
  const { status, body } = await server.get("/healthz");
  expect(status).toBe(200);
  expect(body).toEqual({ status: "ok" });
});

test("a page may send events with its key", async () => {
  const asked = await server.send("OPTIONS", "/api/v1/events", null, {
    Origin: "https://app.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "x-api-key,content-type,idempotency-key",
  });
  expect(asked.status).toBe(204);
  const allowed = asked.headers.get("access-control-allow-headers")?.toLowerCase().split(", ");
  expect(allowed).toEqual(expect.arrayContaining(["x-api-key", "content-type", "idempotency-key"]));
});
