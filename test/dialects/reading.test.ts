import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre/xlsx";
import { LocalServer, type RequestHeaders } from "../harness/local-server.ts";

/*
 * The reading operations of the dialects over one small history, worked out by hand. 1 January 2024, UTC:
 * Ann views / (10:00:00) and /buy (10:01:00) and buys for 10 (10:02:00); Bob views / (11:00:00, duration 100)
 * and again (23:59:59.999, duration 300), a session each.
 */
let server: LocalServer;
const day = Date.UTC(2024, 0, 1);
const hour = 3_600_000;

beforeAll(async () => {
  server = await LocalServer.start();
  const view = (userId: string, atMs: number, page: string, more = {}) => ({
    type: "page_view",
    id: `${userId}-${atMs}`,
    userId,
    timestamp: day + atMs,
    properties: { page, ...more },
  });
  const sent = await server.post("/events/batch", [
    view("ann", 10 * hour, "/"),
    view("ann", 10 * hour + 60_000, "/buy"),
    {
      type: "purchase",
      id: "order",
      userId: "ann",
      timestamp: day + 10 * hour + 120_000,
      properties: { amount: 10, note: "=1+1" },
    },
    view("bob", 11 * hour, "/", { duration: 100 }),
    view("bob", 24 * hour - 1, "/", { duration: "300" }),
  ]);
  expect(sent).toMatchObject({ status: 202, body: { ingested: 5 } });
  await server.load();
}, 60_000);

afterAll(() => server.stop());

const ok = async (path: string, headers: RequestHeaders = {}) => {
  const answer = await server.get(path, headers);

  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body;
};
const asked = async (path: string, body: unknown) => {
  const answer = await server.post(path, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body;
};

describe("platform", () => {
  test("GET /api/v1/metrics: days of a month, the last one included", async () => {
    const body = (await ok(
      "/api/v1/metrics?event=page_view&interval=daily&startDate=2024-01-01&endDate=2024-01-31",
    )) as {
      data: unknown[];
    };
    expect(body).toMatchObject({
      event: "page_view",
      interval: "daily",
      timezone: "UTC",
      startDate: "2024-01-01T00:00:00.000Z",
      endDate: "2024-02-01T00:00:00.000Z",
      totals: { count: 4, uniqueUsers: 2 },
    });
    expect(body.data).toHaveLength(31);
    expect(body.data.slice(0, 2)).toEqual([
      { timestamp: day, date: "2024-01-01", count: 4, uniqueUsers: 2 },
      { timestamp: day + 24 * hour, date: "2024-01-02", count: 0, uniqueUsers: 0 },
    ]);
  });

  test("GET /api/v1/metrics: hours in a zone, and the last 30 days when no range is given", async () => {
    const body = await ok(
      "/api/v1/metrics?interval=hour&startDate=2024-01-01T11:00&endDate=2024-01-01T13:00&timezone=Europe/Berlin",
    );
    expect(body).toMatchObject({
      event: null,
      data: [
        { timestamp: day + 10 * hour, date: "2024-01-01T11:00:00+01:00", count: 3, uniqueUsers: 1 },
        { timestamp: day + 11 * hour, date: "2024-01-01T12:00:00+01:00", count: 1, uniqueUsers: 1 },
      ],
      totals: { count: 4, uniqueUsers: 2 },
    });
    expect(
      ((await ok("/api/v1/metrics?event=page_view&interval=daily")) as { data: unknown[] }).data,
    ).toHaveLength(30);
  });

  test("bad input is a 400 that names the parameter", async () => {
    for (const [query, field] of [
      ["interval=fortnight", "interval"],
      ["timezone=Mars/Olympus", "timezone"],
      ["startDate=yesterday", "startDate"],
      ["startDate=2024-02-01&endDate=2024-01-01", "endDate"],
      ["interval=minute&startDate=2000-01-01&endDate=2024-01-01", "interval"],
    ]) {
      const answer = await server.get(`/api/v1/metrics?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid_parameter", field } } });
    }
    const unknown = await server.post("/api/v1/query", { type: "horoscope" });
    expect(unknown).toMatchObject({
      status: 400,
      body: { error: { field: "type", message: expect.stringContaining("time-series") } },
    });
    const metric = await server.post("/api/v1/breakdown", { metrics: ["luck"] });
    expect(metric).toMatchObject({
      status: 400,
      body: { error: { field: "metrics.0", message: expect.stringContaining("visitors") } },
    });
  });

  test("POST /api/v1/query answers what the question's own operation answers", async () => {
    const range = { startDate: "2024-01-01", endDate: "2024-01-02" };
    const questions: [string, object, unknown][] = [
      [
        "breakdown",
        { by: ["name"], metrics: ["events", "visitors", { metric: "sum", field: "amount" }] },
        {
          totals: [5, 2, 10],
          groups: [
            { by: ["page_view"], values: [4, 2, 0] },
            { by: ["purchase"], values: [1, 1, 10] },
          ],
          other: null,
        },
      ],
      [
        "active-users",
        {},
        {
          data: [
            { timestamp: day, date: "2024-01-01", dau: 2, wau: 2, mau: 2, stickiness: 1 },
            { timestamp: day + 24 * hour, date: "2024-01-02", dau: 0, wau: 2, mau: 2, stickiness: 0 },
          ],
        },
      ],
      [
        "lifecycle",
        {},
        {
          data: [
            { timestamp: day, new: 2, returning: 0, resurrecting: 0, dormant: 0 },
            { timestamp: day + 24 * hour, new: 0, returning: 0, resurrecting: 0, dormant: 2 },
          ],
        },
      ],
      [
        "paths",
        { start: { event: "page_view" }, by: "page", depth: 1 },
        {
          nodes: [
            { id: "0:/", level: 0, name: "/", isOther: false, sessions: 3, ends: 2 },
            { id: "1:/buy", level: 1, name: "/buy", isOther: false, sessions: 1, ends: 0 },
          ],
          links: [{ source: "0:/", target: "1:/buy", sessions: 1 }],
        },
      ],
      [
        "time-series",
        { metrics: ["sessions"], compare: "previous" },
        {
          startDate: "2024-01-01T00:00:00.000Z",
          endDate: "2024-01-03T00:00:00.000Z",
          totals: [3],
          data: [
            { timestamp: day, values: [3] },
            { timestamp: day + 24 * hour, values: [0] },
          ],
          previous: {
            startDate: "2023-12-30T00:00:00.000Z",
            endDate: "2024-01-01T00:00:00.000Z",
            totals: [0],
            data: [
              { timestamp: day - 48 * hour, values: [0] },
              { timestamp: day - 24 * hour, values: [0] },
            ],
          },
          groups: null,
        },
      ],
    ];
    for (const [type, body, expected] of questions) {
      expect(await asked(`/api/v1/${type}`, { ...range, ...body })).toEqual(expected);
      expect(await asked("/api/v1/query", { type, ...range, ...body })).toEqual(expected);
    }
  });

  test("sessions, one of them, and a journey over two pages", async () => {
    const list = (await ok("/api/v1/sessions?startDate=2024-01-01&endDate=2024-01-01&limit=2")) as {
      sessions: { sessionId: string }[];
      nextCursor: string;
    };
    expect(list.sessions).toMatchObject([
      {
        userId: "bob",
        startedAt: "2024-01-01T23:59:59.999Z",
        duration: 0,
        isBounce: true,
        landingPage: "/",
        exitPage: "/",
      },
      { userId: "bob", startedAt: "2024-01-01T11:00:00.000Z" },
    ]);
    const rest = (await ok(
      `/api/v1/sessions?startDate=2024-01-01&endDate=2024-01-01&limit=2&cursor=${list.nextCursor}`,
    )) as typeof list;
    expect(rest).toMatchObject({
      sessions: [{ userId: "ann", duration: 120_000, pageViews: 2, eventCount: 3, exitPage: "/buy" }],
      nextCursor: null,
    });
    const one = await ok(`/api/v1/sessions/${rest.sessions[0]!.sessionId}`);
    expect(one).toMatchObject({
      eventCount: 3,
      events: [{ path: "/" }, { path: "/buy" }, { eventName: "purchase" }],
    });
    expect(await server.get("/api/v1/sessions/none")).toMatchObject({ status: 404 });
    expect(await server.get("/api/v1/sessions?cursor=x")).toMatchObject({
      status: 400,
      body: { error: { field: "cursor" } },
    });

    const first = (await ok("/api/v1/users/ann/journey?startDate=2024-01-01&endDate=2024-01-31&limit=2")) as {
      nextCursor: string;
    };
    expect(first).toMatchObject({
      userId: "ann",
      totalEvents: 3,
      totalSessions: 1,
      firstEventAt: "2024-01-01T10:00:00.000Z",
      events: [
        { path: "/", isSessionStart: true },
        { path: "/buy", isSessionStart: false },
      ],
      sessions: [{ eventCount: 3 }],
    });
    const next = await ok(
      `/api/v1/users/ann/journey?startDate=2024-01-01&endDate=2024-01-31&limit=2&cursor=${first.nextCursor}`,
    );
    expect(next).toMatchObject({
      events: [{ eventName: "purchase", isSessionStart: false }],
      nextCursor: null,
    });
    expect(await ok("/api/v1/users/nobody/journey")).toMatchObject({
      totalEvents: 0,
      events: [],
      sessions: [],
      nextCursor: null,
    });
  });

  test("the event schema: names, properties of one, values of a field", async () => {
    const range = "startDate=2024-01-01&endDate=2024-01-01";
    expect(await ok(`/api/v1/schema/events?${range}`)).toEqual({
      events: [
        {
          eventName: "page_view",
          count: 4,
          firstSeenAt: "2024-01-01T10:00:00.000Z",
          lastSeenAt: "2024-01-01T23:59:59.999Z",
        },
        {
          eventName: "purchase",
          count: 1,
          firstSeenAt: "2024-01-01T10:02:00.000Z",
          lastSeenAt: "2024-01-01T10:02:00.000Z",
        },
      ],
    });
    const number = { type: "number", count: 1 };
    const string = { type: "string", count: 1 };
    expect(await ok(`/api/v1/schema/events/page_view?${range}`)).toEqual({
      eventName: "page_view",
      properties: [
        { property: "page", count: 4, types: [{ type: "string", count: 4 }], samples: ["/", "/buy"] },
        { property: "duration", count: 2, types: [number, string], samples: ["300", 100] },
      ],
    });
    expect(await ok(`/api/v1/schema/values?field=path&prefix=/b&${range}`)).toEqual({
      values: [{ value: "/buy", count: 1 }],
    });
    expect(await server.get("/api/v1/schema/values")).toMatchObject({
      status: 400,
      body: { error: { field: "field" } },
    });
  });
});

describe("realtime", () => {
  const range = `startTime=${day}&endTime=${day + 24 * hour}`;

  test("POST /analytics/aggregate", async () => {
    const body = {
      eventType: "page_view",
      metric: "duration",
      startTime: day,
      endTime: day + 24 * hour,
      interval: 12 * hour,
    };
    expect(await asked("/analytics/aggregate", body)).toEqual({
      eventType: "page_view",
      metric: "duration",
      startTime: day,
      endTime: day + 24 * hour,
      interval: 12 * hour,
      buckets: [
        {
          timestamp: day,
          count: 3,
          uniqueUsers: 2,
          sum: 100,
          avg: 100,
          min: 100,
          max: 100,
          median: 100,
          p90: 100,
          p95: 100,
          p99: 100,
        },
        {
          timestamp: day + 12 * hour,
          count: 1,
          uniqueUsers: 1,
          sum: 300,
          avg: 300,
          min: 300,
          max: 300,
          median: 300,
          p90: 300,
          p95: 300,
          p99: 300,
        },
      ],
      totals: {
        count: 4,
        uniqueUsers: 2,
        sum: 400,
        avg: 200,
        min: 100,
        max: 300,
        median: 200,
        p90: 280,
        p95: 290,
        p99: 298,
      },
    });
  });

  test("GET /analytics/count, /analytics/unique-users and /analytics/top", async () => {
    expect(await ok(`/analytics/count?type=page_view&groupBy=page&${range}`)).toEqual({
      count: 4,
      groupBy: "page",
      groups: [
        { value: "/", count: 3 },
        { value: "/buy", count: 1 },
      ],
    });
    expect(await ok("/analytics/count")).toEqual({ count: 5 });
    expect(await ok(`/analytics/unique-users?${range}`)).toEqual({ uniqueUsers: 2 });
    expect(await ok(`/analytics/top?type=page_view&property=page&n=1&${range}`)).toEqual([
      { value: "/", count: 3, percentage: 75 },
    ]);
    expect(await server.get(`/analytics/top?startTime=2&endTime=1&property=page`)).toMatchObject({
      status: 400,
      body: { error: { field: "endTime" } },
    });
  });
});

describe("edge", () => {
  test("GET /api/sessions and /api/realtime: those of the last half hour", async () => {
    const now = Date.now();
    const sent = {
      type: "pageview",
      userId: "eve",
      timestamp: now - 40_000,
      properties: { page: "/now", referrer: "https://google.com" },
    };
    expect(await server.post("/collect", sent)).toMatchObject({ status: 200 });
    await server.load();
    expect(await ok("/api/sessions")).toEqual([
      {
        id: expect.any(String),
        userId: "eve",
        startTime: now - 40_000,
        duration: 0,
        pageViews: 1,
        eventCount: 1,
        landingPage: "/now",
        referrer: "https://google.com",
      },
    ]);
    expect(await ok("/api/realtime")).toEqual({
      activeSessions: 1,
      activeUsers: 1,
      eventsLastMinute: 1,
      topActivePages: [{ page: "/now", count: 1 }],
    });
  });
});

describe("reports", () => {
  const token = { Authorization: "Bearer <jwt-token>" };

  test("GET /api/analytics/reports/dau", async () => {
    expect(await ok("/api/analytics/reports/dau?date=2024-01-01", token)).toEqual({
      dau: 2,
      date: "2024-01-01",
      period: "24h",
    });
    expect(await ok("/api/analytics/reports/dau", token)).toMatchObject({
      date: new Date().toISOString().slice(0, 10),
      period: "24h",
    });
  });

  const order = ["order", "2024-01-01T10:02:00.000Z", "ann", "purchase", "realtime"];

  test("GET /api/analytics/reports/events as CSV, with nothing that a spreadsheet would run", async () => {
    const answer = await server.get("/api/analytics/reports/events?format=csv&endDate=2024-01-31", token);
    expect(answer.headers.get("Content-Type")).toBe("text/csv; charset=utf-8");
    const rows: string[][] = parse(String(answer.body), { relaxColumnCount: false });
    expect(rows[0]).toEqual(["id", "ts", "user_id", "type", "src", "payload", "created_at"]);
    expect(rows.slice(1).map(([id]) => id)).toEqual([
      `ann-${10 * hour}`,
      `ann-${10 * hour + 60_000}`,
      "order",
      `bob-${11 * hour}`,
      `bob-${24 * hour - 1}`,
    ]);
    expect(rows[3]!.slice(0, 5)).toEqual(order);
    expect(JSON.parse(rows[3]![5]!)).toEqual({ amount: 10, note: "=1+1" });
  });

  test("GET /api/analytics/reports/events as Excel", async () => {
    const response = await fetch(
      `${server.url}/api/analytics/reports/events?format=xlsx&type=purchase&endDate=2024-01-31`,
      { headers: token },
    );
    expect(response.headers.get("Content-Disposition")).toBe('attachment; filename="events.xlsx"');
    const book = await readXlsx(new Uint8Array(await response.arrayBuffer()));
    expect(book.sheets[0]!.rows.map((row) => row.slice(0, 5))).toEqual([
      ["id", "ts", "user_id", "type", "src"],
      order,
    ]);
    expect(await server.get("/api/analytics/reports/events?format=pdf", token)).toMatchObject({
      status: 400,
      body: { error: { field: "format" } },
    });
  });
});
