import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "../harness/expect-error.ts";
import { LocalServer } from "../harness/local-server.ts";

/*
 * A segment restricts every question. 1 January 2024: ann, who pays, views two pages in one session, and buys; bob, who
 * does not, views one. The segment is of those with the plan `pro`, so each answer is that of ann alone.
 */
let server: LocalServer;
let id: string;
const day = Date.UTC(2024, 0, 1, 12);
const range = { startDate: "2024-01-01", endDate: "2024-01-01" };
const query = "startDate=2024-01-01&endDate=2024-01-01";

beforeAll(async () => {
  server = await LocalServer.start();
  const at = (userId: string, afterMs: number, type: string, properties: object) => ({
    type,
    userId,
    timestamp: day + afterMs,
    properties,
  });
  const sent = await server.post("/events/batch", [
    at("ann", 0, "page_view", { page: "/", plan: "pro", variant: "A" }),
    at("ann", 60_000, "page_view", { page: "/buy" }),
    at("ann", 120_000, "purchase", { amount: 5 }),
    at("bob", 0, "page_view", { page: "/", plan: "free", variant: "B" }),
  ]);
  expect(sent).toMatchObject({ status: 202, body: { ingested: 4 } });
  await server.load();
  const segment = { profile: { field: "plan", operator: "eq", value: "pro" } };
  const saved = await server.post("/api/v1/segments", { name: "Payers", segment });
  expect(saved.status).toBe(201);
  ({ id } = saved.body as { id: string });
}, 60_000);

afterAll(() => server.stop());

describe("a saved segment restricts", () => {
  const posted: [path: string, body: object, answer: object][] = [
    [
      "overview",
      range,
      {
        events: 3,
        visitors: 1,
        sessions: 1,
        averageSessionDuration: 120_000,
        bounceRate: 0,
        eventNames: [
          { value: "page_view", count: 2 },
          { value: "purchase", count: 1 },
        ],
        pages: [
          { value: "/", count: 1 },
          { value: "/buy", count: 1 },
        ],
      },
    ],
    ["breakdown", range, { totals: [3] }],
    ["time-series", range, { totals: [3] }],
    ["active-users", range, { data: [{ dau: 1, wau: 1, mau: 1 }] }],
    ["lifecycle", range, { data: [{ new: 1 }] }],
    ["paths", { ...range, start: { event: "page_view" } }, { nodes: [{ sessions: 1 }, { sessions: 1 }] }],
    [
      "funnels/analyze",
      { ...range, steps: [{ eventName: "page_view" }, { eventName: "purchase" }] },
      { totalEntered: 1, totalCompleted: 1 },
    ],
    ["retention", { ...range, entry: { event: "page_view" }, periods: 0 }, { cohorts: [{ size: 1 }] }],
    [
      "ab-tests/analyze",
      { ...range, assignment: {}, variantField: "variant", metric: { event: "purchase" } },
      { variants: [{ variant: "A", visitors: 1, converted: 1 }] },
    ],
    ["sessions/search", range, { sessions: [{ userId: "ann", eventCount: 3 }], nextCursor: null }],
    [
      "events/search",
      range,
      { events: [{ eventName: "purchase" }, { path: "/buy" }, { path: "/" }], nextCursor: null },
    ],
  ];
  test.each(posted)("POST /api/v1/%s", async (path, body, answer) => {
    const found = await server.post(`/api/v1/${path}`, { ...body, segment: { id } });
    expect(found, JSON.stringify(found.body)).toMatchObject({ status: 200, body: answer });
  });

  const read: [path: string, answer: object][] = [
    ["metrics?", { totals: { count: 3, uniqueUsers: 1 } }],
    ["events/summary?", { totalEvents: 3, uniqueUsers: 1 }],
    ["retention?cohort=page_view&days=0&", { cohorts: [{ size: 1 }] }],
    ["schema/events?", { events: [{ eventName: "page_view", count: 2 }, { eventName: "purchase" }] }],
    ["schema/events/page_view?", { properties: [{ property: "page", count: 2 }, {}, {}] }],
    ["schema/values?field=plan&", { values: [{ value: "pro", count: 1 }] }],
  ];
  test.each(read)("GET /api/v1/%s", async (path, answer) => {
    const found = await server.get(`/api/v1/${path}${query}&segment=${id}`);
    expect(found, JSON.stringify(found.body)).toMatchObject({ status: 200, body: answer });
    const unknown = await server.get(`/api/v1/${path}${query}&segment=none`);
    expectError(unknown, "not_found", "segment", /none/);
  });

  test("what happens right now", async () => {
    const now = Date.now();
    const view = (userId: string) => ({
      type: "page_view",
      userId,
      timestamp: now - 1_000,
      properties: { page: "/now" },
    });
    await server.post("/events/batch", [view("ann"), view("bob")]);
    await server.load();
    const everybody = await server.post("/api/v1/realtime", {});
    expect(everybody.body).toMatchObject({ activeVisitors: 2, pages: [{ page: "/now", sessions: 2 }] });
    const payers = await server.post("/api/v1/realtime", { segment: { id } });
    expect(payers.body).toMatchObject({ activeVisitors: 1, pages: [{ page: "/now", sessions: 1 }] });
    const filters = [{ field: "name", operator: "eq", value: "purchase" }];
    expect((await server.post("/api/v1/realtime", { filters })).body).toMatchObject({ activeVisitors: 0 });
  });
});

test("lists go page by page, each event and session once", async () => {
  for (const [path, key] of [
    ["events/search", "events"],
    ["sessions/search", "sessions"],
  ] as const) {
    const whole = (await server.post(`/api/v1/${path}`, range)).body as Record<string, unknown[]>;
    const found: unknown[] = [];
    let cursor: unknown;
    do {
      const body = { ...range, limit: 1, ...(cursor === undefined ? {} : { cursor }) };
      const page = (await server.post(`/api/v1/${path}`, body)).body as Record<string, unknown>;
      found.push(...(page[key] as unknown[]));
      cursor = page["nextCursor"] ?? undefined;
    } while (cursor !== undefined);
    expect(found).toEqual(whole[key]!);
    expect(found.length).toBe(key === "events" ? 4 : 2);
    expectError(
      await server.post(`/api/v1/${path}`, { ...range, cursor: "x" }),
      "invalid_field",
      "cursor",
      /page before/,
    );
  }
});
