import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "../harness/expect-error.ts";
import { type Answer, LocalServer, type RequestHeaders } from "../harness/local-server.ts";
import { userAgents } from "../harness/user-agents.ts";

let server: LocalServer;

const curl = {
  "User-Agent": userAgents.curl,
  Accept: "*/*",
  apikey: "YOUR_ANON_KEY",
  "Content-Type": "application/json",
};
const browser = { "User-Agent": userAgents.windows };

beforeAll(async () => {
  server = await LocalServer.start();
});

afterAll(() => server.stop());

/** The documented answer, in every field; its time is true: more than nothing, less than the client waited. */
function expectQueued({ status, body, elapsedMs }: Answer): void {
  expect(status).toBe(202);
  expect(body).toEqual({ success: true, queued: true, response_time_ms: expect.any(Number) });
  const { response_time_ms } = body as { response_time_ms: number };
  expect(response_time_ms).toBeGreaterThan(0);
  expect(response_time_ms).toBeLessThan(elapsedMs);
}

async function ingest(event: object, headers: RequestHeaders = browser): Promise<void> {
  expectQueued(await server.post("/ingest-event", event, headers));
}

/** All at once, as the document's load test sends them. */
async function ingestAll(events: readonly object[]): Promise<void> {
  for (const answer of await Promise.all(events.map((event) => server.post("/ingest-event", event, curl)))) {
    expectQueued(answer);
  }
}

async function processed(path = "/process-events"): Promise<unknown> {
  const { status, body } = await server.send("POST", path, null, curl);
  expect(status).toBe(200);
  return body;
}

async function stats(query: string): Promise<unknown> {
  const { status, body } = await server.get(`/get-stats?${query}`, curl);
  expect(status).toBe(200);
  return body;
}

describe("POST /process-events", () => {
  test("counts what became queryable since the last call, and its days of sites", async () => {
    expect(await processed()).toEqual({ success: true, processed: 0, aggregated_days: 0 });
    // The documented numbers: 1450 events on two days of one site and one day of another.
    const event = (index: number) => ({
      eventName: "page_view",
      userId: `u${index % 7}`,
      timestamp: index % 3 === 1 ? "2025-06-02T00:00:00Z" : "2025-06-01T23:59:59.999Z",
      properties: { site_id: index % 3 === 2 ? "count-b" : "count-a" },
    });
    const all = Array.from({ length: 1_450 }, (_, index) => event(index));
    for (const batch of [all.slice(0, 725), all.slice(725)]) {
      expect((await server.post("/api/v1/events", batch)).status).toBe(202);
    }
    expect(await processed()).toEqual({ success: true, processed: 1_450, aggregated_days: 3 });
    expect(await processed()).toEqual({ success: true, processed: 0, aggregated_days: 0 });
  });

  test("an event that came before is not processed again", async () => {
    const event = {
      site_id: "count-c",
      event_type: "click",
      event_id: "engine-1",
      timestamp: "2025-06-01T00:00:00Z",
    };
    await ingest(event);
    expect(await processed()).toEqual({ success: true, processed: 1, aggregated_days: 1 });
    await ingest(event);
    await ingest({ ...event, event_id: "engine-2" });
    expect(await processed()).toEqual({ success: true, processed: 1, aggregated_days: 1 });
  });

  test("two callers at once never count the same event", async () => {
    await ingestAll(Array.from({ length: 20 }, () => ({ site_id: "count-d", event_type: "click" })));
    const both = await Promise.all([processed(), processed("/functions/v1/process-events")]);
    const total = both.reduce<number>((sum, body) => sum + (body as { processed: number }).processed, 0);
    expect(total).toBe(20);
  });
});

describe("GET /get-stats", () => {
  test("gives the documented example its documented numbers", async () => {
    // 700 + 500 + 250 = 1450 views by 212 users.
    const paths = [
      ...Array<string>(700).fill("/pricing"),
      ...Array<string>(500).fill("/blog/post-1"),
      ...Array<string>(250).fill("/"),
    ];
    const events = paths.map((path, index) => ({
      site_id: "site-abc-123",
      event_type: "page_view",
      path,
      user_id: `user-${index % 212}`,
      timestamp: "2025-11-12T19:30:01Z",
    }));
    for (let sent = 0; sent < events.length; sent += 250) await ingestAll(events.slice(sent, sent + 250));
    expect(await processed()).toEqual({ success: true, processed: 1_450, aggregated_days: 1 });
    const documented = {
      site_id: "site-abc-123",
      date: "2025-11-12",
      total_views: 1_450,
      unique_users: 212,
      top_paths: [
        { path: "/pricing", views: 700 },
        { path: "/blog/post-1", views: 500 },
        { path: "/", views: 250 },
      ],
    };
    expect(await stats("site_id=site-abc-123&date=2025-11-12")).toEqual(documented);
    // Of all time there is no day to name.
    expect(await stats("site_id=site-abc-123")).toEqual({ ...documented, date: null });
    const prefixed = await server.get("/functions/v1/get-stats?site_id=site-abc-123&date=2025-11-12", curl);
    expect(prefixed.body).toEqual(documented);
  });

  /*
   * A site of two days, worked out by hand:
   *
   *   2025-03-01  u1 page_view /a at 00:00:00.000     u1 page_view /a     u2 pageview /b     u3 click /a
   *               somebody page_view without a path   somebody page_view /c
   *               a crawler's page_view /bot
   *   2025-03-02  u1 page_view /a at 00:00:00.000     u4 page_view /a, still March 1st where it was sent
   */
  describe("of a small site", () => {
    const site_id = "small-site";
    const day1 = { total_views: 5, unique_users: 4 };

    beforeAll(async () => {
      const view = { site_id, event_type: "page_view", timestamp: "2025-03-01T12:00:00Z" };
      await ingest({ ...view, user_id: "u1", path: "/a", timestamp: "2025-03-01T00:00:00.000Z" });
      await ingest({ ...view, user_id: "u1", path: "/a" });
      await ingest({ ...view, user_id: "u2", path: "/b", event_type: "pageview" });
      await ingest({ ...view, user_id: "u3", path: "/a", event_type: "click" });
      await ingest(view);
      await ingest({ ...view, path: "/c", user_id: null });
      await ingest({ ...view, path: "/bot", user_id: "u9" }, { "User-Agent": userAgents.googlebot });
      await ingest({ ...view, user_id: "u1", path: "/a", timestamp: "2025-03-02T00:00:00.000Z" });
      await ingest({ ...view, user_id: "u4", path: "/a", timestamp: "2025-03-01T23:30:00-02:00" });
      await ingest({ ...view, site_id: "another-site", user_id: "u5", path: "/a" });
      await server.load();
    });

    test("a day is a UTC day, from its first millisecond up to the next", async () => {
      expect(await stats(`site_id=${site_id}&date=2025-03-01`)).toEqual({
        site_id,
        date: "2025-03-01",
        // A click is no view, but who clicks is a user; all without a user are the one user "anonymous".
        ...day1,
        top_paths: [
          { path: "/a", views: 2 },
          { path: "/", views: 1 },
          { path: "/b", views: 1 },
          { path: "/c", views: 1 },
        ],
      });
      expect(await stats(`site_id=${site_id}&date=2025-03-02`)).toMatchObject({
        total_views: 2,
        unique_users: 2,
        top_paths: [{ path: "/a", views: 2 }],
      });
    });

    test("all time counts a user once", async () => {
      // u1, u2, u3, u4 and anonymous.
      expect(await stats(`site_id=${site_id}`)).toMatchObject({
        date: null,
        total_views: 7,
        unique_users: 5,
      });
    });

    test("crawlers come back when asked for", async () => {
      const { total_views, unique_users } = day1;
      const withBots = { total_views: total_views + 1, unique_users: unique_users + 1 };
      expect(await stats(`site_id=${site_id}&date=2025-03-01&includeBots=true`)).toMatchObject(withBots);
    });
  });

  test("a site or a day that nobody knows is zero", async () => {
    const nothing = { total_views: 0, unique_users: 0, top_paths: [] };
    expect(await stats("site_id=no-such-site")).toEqual({ site_id: "no-such-site", date: null, ...nothing });
    expect(await stats("site_id=small-site&date=1999-12-31")).toMatchObject(nothing);
    const hostile = "' OR 1=1 --";
    expect(await stats(`site_id=${encodeURIComponent(hostile)}`)).toEqual({
      site_id: hostile,
      date: null,
      ...nothing,
    });
  });

  test("bad parameters are named with what is allowed", async () => {
    expectError(await server.get("/get-stats"), "invalid_parameter", "site_id", /required/);
    expectError(await server.get("/get-stats?site_id="), "invalid_parameter", "site_id", /empty/);
    for (const date of ["2025-02-30", "12.11.2025", "2025-11-12T00:00:00Z", "today", ""]) {
      expectError(
        await server.get(`/get-stats?site_id=a&date=${date}`),
        "invalid_parameter",
        "date",
        /YYYY-MM-DD/,
      );
    }
  });
});

describe("POST /ingest-event as the dialect's document sends it:", () => {
  const documented = `{
    "site_id": "site-curl",
    "event_type": "page_view",
    "path": "/pricing",
    "user_id": "user-xyz-789",
    "timestamp": "2025-11-12T19:30:01Z"
  }`;

  test("the documented event, with and without the prefix of its functions", async () => {
    for (const path of ["/ingest-event", "/functions/v1/ingest-event"]) {
      const answer = await server.post(path, documented, curl);
      expectQueued(answer);
      expect(answer.headers.get("content-type")).toStartWith("application/json");
    }
    await server.load();
    expect(await stats("site_id=site-curl&date=2025-11-12")).toEqual({
      site_id: "site-curl",
      date: "2025-11-12",
      total_views: 2,
      unique_users: 1,
      top_paths: [{ path: "/pricing", views: 2 }],
    });
  });

  test("only the required fields: the documented defaults are stored", async () => {
    const before = Date.now();
    await ingest({ site_id: "site-defaults", event_type: "page_view" });
    await ingest({
      site_id: "site-defaults",
      event_type: "page_view",
      path: "",
      user_id: null,
      timestamp: null,
    });
    await server.load();
    expect(await stats("site_id=site-defaults")).toMatchObject({
      total_views: 2,
      unique_users: 1,
      top_paths: [{ path: "/", views: 2 }],
    });
    const { body } = await server.get("/events?userId=anonymous&limit=2");
    const events = body as { userId: string; timestamp: number; properties: object }[];
    for (const event of events) {
      expect(event).toMatchObject({ userId: "anonymous", properties: { site_id: "site-defaults" } });
      expect(event.timestamp).toBeGreaterThanOrEqual(before);
      expect(event.timestamp).toBeLessThanOrEqual(Date.now());
    }
    expect(events).toHaveLength(2);
  });

  test("the load test: a thousand at once", async () => {
    const events = Array.from({ length: 1_000 }, (_, index) => ({
      site_id: "site-load-test",
      event_type: "page_view",
      path: `/test-${index + 1}`,
      user_id: `user-${(index + 1) % 100}`,
    }));
    await ingestAll(events);
    await server.load();
    const body = (await stats("site_id=site-load-test")) as { top_paths: { views: number }[] };
    expect(body).toMatchObject({ total_views: 1_000, unique_users: 100 });
    // A thousand paths of one view each; ten of them are listed.
    expect(body.top_paths.map(({ views }) => views)).toEqual(Array<number>(10).fill(1));
  });

  test("packed, and without a content type", async () => {
    const event = JSON.stringify({ site_id: "site-packed", event_type: "page_view", path: "/zip" });
    const bytes = [
      Bun.gzipSync(event),
      new Uint8Array(Bun.zstdCompressSync(event)),
      new TextEncoder().encode(event),
    ];
    for (const body of bytes) expectQueued(await server.post("/ingest-event", body, browser));
    await server.load();
    expect(await stats("site_id=site-packed")).toMatchObject({ total_views: 3 });
  });

  test("a request sent again under the same Idempotency-Key counts once", async () => {
    const event = { site_id: "site-keyed", event_type: "page_view" };
    for (const key of ["k1", "k1", "k2"])
      await ingest(event, { ...browser, "Idempotency-Key": `engine-${key}` });
    await server.load();
    expect(await stats("site_id=site-keyed")).toMatchObject({ total_views: 2 });
  });
});

test("an event that is refused names the field", async () => {
  const event = { site_id: "s", event_type: "page_view" };
  const post = (body: unknown) => server.post("/ingest-event", body);
  expectError(await post({ event_type: "page_view" }), "missing_field", "site_id");
  expectError(await post({ site_id: "s" }), "missing_field", "event_type");
  expectError(await post({ ...event, site_id: "" }), "invalid_field", "site_id");
  expectError(await post({ ...event, event_type: 5 }), "invalid_field", "event_type");
  expectError(await post({ ...event, user_id: "u".repeat(201) }), "too_long", "user_id", /200/);
  expectError(await post({ ...event, path: "/".repeat(8_193) }), "too_long", "path", /8192/);
  expectError(
    await post({ ...event, timestamp: "12.11.2025" }),
    "time_out_of_range",
    "timestamp",
    /ISO 8601/,
  );
  expectError(
    await post({ ...event, timestamp: "2199-01-01T00:00:00Z" }),
    "time_out_of_range",
    "timestamp",
    /a day/,
  );
  expectError(await post("{"), "invalid_json");
  expectError(await post([event]), "invalid_field");
});

test("a page may send events from a browser, with the key in the document's header", async () => {
  const page = { Origin: "https://shop.example" };
  const asked = await server.send("OPTIONS", "/functions/v1/ingest-event", null, {
    ...page,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "apikey,authorization,content-type",
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-origin")).toBe("https://shop.example");
  const allowed = asked.headers.get("access-control-allow-headers")?.toLowerCase().split(", ");
  expect(allowed).toEqual(expect.arrayContaining(["apikey", "authorization", "content-type"]));
  const sent = await server.post("/ingest-event", { site_id: "s", event_type: "click" }, page);
  expect(sent.headers.get("access-control-allow-origin")).toBe("https://shop.example");
});
