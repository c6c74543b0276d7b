import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { isKept } from "../../src/enrich/sample.ts";
import { LocalServer } from "../harness/local-server.ts";

/*
 * Native answers over the network, of a project before and after it samples: 200 visitors view a page on 1 May 2024
 * while everything is kept, 200 others on 2 May at one in ten.
 */
let server: LocalServer;
const visitors = (day: string) => Array.from({ length: 200 }, (_, index) => `${day}-${index}`);
const seen = visitors("2").filter((visitor) => isKept("default", visitor, 10)).length;
const range = { startDate: "2024-05-01", endDate: "2024-05-02" };

beforeAll(async () => {
  server = await LocalServer.start();
  await view("1");
}, 60_000);
afterAll(() => server.stop());

async function view(day: string): Promise<void> {
  const events = visitors(day).map((userId) => ({
    eventName: "page_view",
    eventId: userId,
    userId,
    pageUrl: "https://shop.example/",
    timestamp: `2024-05-0${day}T10:00:00Z`,
  }));
  expect(await server.post("/api/v1/events", events)).toMatchObject({ status: 202 });
  await server.load();
}

async function asked(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await server.post(path, body);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body as Record<string, unknown>;
}

async function got(path: string): Promise<Record<string, unknown>> {
  const answer = await server.get(path);
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
  return answer.body as Record<string, unknown>;
}

const steps = [{ eventName: "page_view" }, { eventName: "purchase" }];
const inRange = new URLSearchParams(range).toString();

/** The native questions that count; realtime has nothing to count here. */
const counting: readonly (readonly [name: string, ask: () => Promise<Record<string, unknown>>])[] = [
  ["overview", () => asked("/api/v1/overview", range)],
  ["time-series", () => asked("/api/v1/time-series", { ...range, metrics: ["visitors"] })],
  ["breakdown", () => asked("/api/v1/breakdown", { ...range, by: ["name"] })],
  ["active-users", () => asked("/api/v1/active-users", range)],
  ["lifecycle", () => asked("/api/v1/lifecycle", range)],
  ["paths", () => asked("/api/v1/paths", { ...range, start: { event: "page_view" } })],
  ["retention", () => asked("/api/v1/retention", { ...range, entry: { event: "page_view" } })],
  ["a saved kind of retention", () => got(`/api/v1/retention?cohort=page_view&${inRange}`)],
  ["funnel", () => asked("/api/v1/funnels/analyze", { ...range, steps })],
  ["funnel visitors", () => asked("/api/v1/funnels/visitors", { ...range, steps, step: 1 })],
  ["any question", () => asked("/api/v1/query", { type: "overview", ...range })],
  ["segment members", () => asked("/api/v1/segments/members", { segment: { did: { event: "page_view" } } })],
  ["metrics", () => got(`/api/v1/metrics?event=page_view&interval=daily&${inRange}`)],
  ["summary", () => got("/api/v1/events/summary")],
  ["names", () => got(`/api/v1/schema/events?${inRange}`)],
  ["properties", () => got(`/api/v1/schema/events/page_view?${inRange}`)],
  ["values", () => got(`/api/v1/schema/values?field=name&${inRange}`)],
  [
    "ab-test",
    () =>
      asked("/api/v1/ab-tests/analyze", {
        ...range,
        assignment: { event: "page_view" },
        variantField: "path",
        metric: { event: "purchase" },
      }),
  ],
];

describe("a project", () => {
  test.each(counting)("that keeps all says nothing of precision: %s", async (_, ask) => {
    const answer = await ask();
    for (const told of ["approximate", "sampling", "seen"]) expect(answer).not.toHaveProperty(told);
  });

  test("begins to sample", async () => {
    const settings = JSON.stringify({ sampling: { keepOneIn: 10, events: [] } });
    const json = { "Content-Type": "application/json" };
    const answer = await server.send("PATCH", "/api/v1/projects/default/settings", settings, json);
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status: 200 });
    await view("2");
    expect(seen).toBeGreaterThan(5);
  });

  test.each(counting)("that samples says how far the answer may be off: %s", async (name, ask) => {
    const answer = await ask();
    expect(answer).toMatchObject({ approximate: true, sampling: { factorMax: 10 } });
    const { relativeError } = answer["sampling"] as { relativeError: number };
    // Counted: 200 at 1, and `seen` at 10; followed: those of all 400 whom 10 keeps.
    expect(relativeError, name).toBeGreaterThan(0.05);
    expect(relativeError, name).toBeLessThan(0.5);
  });

  test("counts visitors for what they stand for, with the error of just that", async () => {
    const { visitors: counted, sampling } = await asked("/api/v1/overview", range);
    expect(counted).toBe(200 + 10 * seen);
    // Each of those seen adds 10 · 9 to the variance; the others are certain.
    const { relativeError } = sampling as { relativeError: number };
    expect(relativeError).toBeCloseTo((1.959964 * Math.sqrt(seen * 90)) / (200 + 10 * seen), 6);
  });

  test("lists whom it saw, and says for how many they stand", async () => {
    const whole = seen + visitors("1").filter((visitor) => isKept("default", visitor, 10)).length;
    const answer = await asked("/api/v1/funnels/visitors", { ...range, steps, step: 1, limit: 1_000 });
    expect(answer).toMatchObject({ total: 10 * whole, seen: whole });
    expect(answer["visitors"]).toHaveLength(whole);
  });

  test("shows events as they are, with what they stand for where that is more than themselves", async () => {
    const { events } = (await asked("/api/v1/events/search", { ...range, limit: 1_000 })) as {
      events: { userId: string; sampleFactor?: number }[];
    };
    expect(events).toHaveLength(200 + seen);
    for (const { userId, sampleFactor } of events) {
      expect(sampleFactor).toBe(userId.startsWith("2") ? 10 : undefined);
    }
  });
});
