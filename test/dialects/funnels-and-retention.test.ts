import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { minuteMs } from "../../src/kernel/clock.ts";
import { LocalServer } from "../harness/local-server.ts";

/*
 * Funnels, retention and segments by all doors that speak of them, with numbers worked out by hand, on the
 * whole platform. The day is 15 January 2024; minutes are counted from 10:00.
 *
 *   ann   0 pageview   5 click(products)  20 form_submit              plan premium, active
 *   bob   0 pageview  10 click(products)                              plan premium
 *   cy    0 pageview   1 click(news)                                  plan free, active
 *   dan   0 click(products)  1 pageview                               the wrong way round
 *   eve   0 pageview  30 click(products)  95 form_submit              65 minutes after her click
 */
let server: LocalServer;
const start = Date.UTC(2024, 0, 15, 10);
const from = start - minuteMs;
const to = start + 24 * 60 * minuteMs;

beforeAll(async () => {
  server = await LocalServer.start();
  const at = (userId: string, minute: number, type: string, properties: object = {}) => ({
    type,
    userId,
    timestamp: start + minute * minuteMs,
    properties,
  });
  const products = { category: "products" };
  const events = [
    at("ann", 0, "pageview", { plan: "premium", active: true }),
    at("ann", 5, "click", products),
    at("ann", 20, "form_submit"),
    at("bob", 0, "pageview", { plan: "premium" }),
    at("bob", 10, "click", products),
    at("cy", 0, "pageview", { plan: "free", active: true }),
    at("cy", 1, "click", { category: "news" }),
    at("dan", 0, "click", products),
    at("dan", 1, "pageview"),
    at("eve", 0, "pageview"),
    at("eve", 30, "click", products),
    at("eve", 95, "form_submit"),
    // Retention: ann signs up at 23:00 and logs in at 01:00 of the next day; bob on the third day.
    at("ann", 13 * 60, "signup"),
    at("ann", 15 * 60, "login"),
    at("bob", 13 * 60, "signup"),
    at("bob", 13 * 60 + 2 * 24 * 60, "login"),
  ];
  expect((await server.post("/events/batch", events)).status).toBe(202);
  await server.load();
}, 60_000);

afterAll(() => server?.stop());

const steps = [
  { name: "Landing", eventType: "pageview" },
  { name: "Product View", eventType: "click", filters: { category: "products" } },
  { name: "Checkout", eventType: "form_submit" },
];

describe("funnels", () => {
  test("realtime: the documented answer, whole", async () => {
    // Five land; ann, bob and eve see a product after that; ann alone is done within an hour of landing.
    const body = { steps, startTime: from, endTime: to, timeLimit: 3_600_000 };
    const answer = await server.post("/queries/funnel", body);
    const expected = {
      steps: [
        { name: "Landing", count: 5, conversionRate: 100, dropoffRate: 0 },
        { name: "Product View", count: 3, conversionRate: 60, dropoffRate: 40 },
        { name: "Checkout", count: 1, conversionRate: 33.33, dropoffRate: 66.67 },
      ],
      totalEntered: 5,
      totalCompleted: 1,
      overallConversionRate: 20,
    };
    expect(answer).toMatchObject({ status: 200, body: expected });
    const executed = await server.post("/queries/execute", {
      name: "Checkout",
      type: "funnel",
      config: body,
    });
    expect(executed.body).toEqual({ ...expected, name: "Checkout", type: "funnel" });
  });

  test("edge: percent lost since the step before", async () => {
    // cy's click counts here as well; without a window eve's form does.
    const answer = await server.get("/api/funnel?steps=pageview,click,form_submit");
    expect(answer.body).toEqual([
      { step: "pageview", count: 5, dropoff: 0 },
      { step: "click", count: 4, dropoff: 20 },
      { step: "form_submit", count: 2, dropoff: 50 },
    ]);
  });

  const ours = [
    { eventName: "pageview" },
    { eventName: "click", filters: { category: "products" } },
    { eventName: "form_submit", timeWindow: 3600 },
  ];
  const range = { startDate: "2024-01-15", endDate: "2024-01-15" };

  test("native: times, and the visitors behind bars and drops", async () => {
    const funnel = { steps: ours, ...range };
    const { body } = await server.post("/api/v1/funnels/analyze", funnel);
    // To the click: 5, 10 and 30 minutes; the median is 10, p90 lies 0.8 of the way from 10 to 30: 26.
    expect(body).toMatchObject({
      steps: [
        { step: 1, name: "pageview", count: 5, dropoff: 0, timeToConvert: null },
        {
          step: 2,
          count: 3,
          dropoff: 2,
          overallConversionRate: 60,
          timeToConvert: { medianSeconds: 600, p90Seconds: 1560 },
        },
        {
          step: 3,
          count: 1,
          dropoff: 2,
          conversionRate: 33.33,
          timeToConvert: { medianSeconds: 900, p90Seconds: 900 },
        },
      ],
      breakdown: null,
    });
    const dropped = await server.post("/api/v1/funnels/visitors", { ...funnel, step: 3, outcome: "dropped" });
    expect(names(dropped.body)).toEqual(["bob", "eve"]);
  });

  test("native: broken down by the first step's field, the rest together", async () => {
    const asked = { steps: ours, ...range, breakdown: "plan", breakdownLimit: 1 };
    const { body } = await server.post("/api/v1/funnels/analyze", asked);
    const groups = (body as { breakdown: { value: string; isOther: boolean; steps: { count: number }[] }[] })
      .breakdown;
    // ann and bob are premium, dan and eve have no plan, cy is free; two and two, and null sorts last.
    const counts = groups.map(({ value, isOther, steps: bars }) => [
      value,
      isOther,
      ...bars.map(({ count }) => count),
    ]);
    expect(JSON.stringify(counts)).toBe(
      JSON.stringify([
        ["premium", false, 2, 2, 1],
        [null, true, 3, 1, 0],
      ]),
    );
    const others = { ...asked, step: 1, group: { noneOf: ["premium"] } };
    expect(names((await server.post("/api/v1/funnels/visitors", others)).body)).toEqual(["cy", "dan", "eve"]);
  });

  test("saved: made, listed, read, analyzed, changed and gone", async () => {
    const made = await server.post("/api/v1/funnels", { name: "Checkout", steps: ours });
    expect(made).toMatchObject({ status: 201, body: { name: "Checkout", steps: ours } });
    const { id } = made.body as { id: string };
    expect((await server.get("/api/v1/funnels")).body).toMatchObject({ funnels: [{ id, name: "Checkout" }] });
    expect(await server.get(`/api/v1/funnels/${id}`)).toMatchObject({
      status: 200,
      body: { id, steps: ours },
    });
    const query = "startDate=2024-01-15&endDate=2024-01-15";
    const analyzed = await server.get(`/api/v1/funnels/${id}/analytics?${query}`);
    expect(analyzed.body).toMatchObject({
      funnelId: id,
      name: "Checkout",
      totalEntered: 5,
      totalCompleted: 1,
    });
    const behind = await server.get(`/api/v1/funnels/${id}/visitors?${query}&step=2`);
    expect(names(behind.body)).toEqual(["ann", "bob", "eve"]);
    const changed = await server.send(
      "PUT",
      `/api/v1/funnels/${id}`,
      JSON.stringify({ name: "Two", steps: ours.slice(0, 2) }),
    );
    expect(changed).toMatchObject({ status: 200, body: { id, name: "Two", steps: ours.slice(0, 2) } });
    expect((await server.send("DELETE", `/api/v1/funnels/${id}`, null)).status).toBe(200);
    for (const path of ["", "/analytics", "/visitors?step=1"]) {
      expect((await server.get(`/api/v1/funnels/${id}${path}`)).status).toBe(404);
    }
  });

  test("bad ones name the parameter", async () => {
    const many = Array.from({ length: 200 }, () => ({ eventName: "a" }));
    const wrong: [body: object, field: string][] = [
      [{ steps: [] }, "steps"],
      [{ steps: many }, "steps"],
      [{ steps: ours, timezone: "Mars/Olympus" }, "timezone"],
      [{ steps: ours, startDate: "2024-02-01", endDate: "2024-01-01" }, "endDate"],
      [{ steps: ours, order: "random" }, "order"],
    ];
    for (const [body, field] of wrong) {
      const answer = await server.post("/api/v1/funnels/analyze", body);
      expect(answer).toMatchObject({ status: 400, body: { error: { field } } });
    }
    const unknown = await server.post("/api/v1/funnels/analyze", { steps: ours, segment: { id: "none" } });
    expect(unknown).toMatchObject({ status: 404, body: { error: { field: "segment" } } });
    for (const given of ["", "a", "a,,b", many.map(() => "a").join(",")]) {
      const answer = await server.get(`/api/funnel?steps=${given}`);
      expect(answer).toMatchObject({ status: 400, body: { error: { field: "steps" } } });
    }
  });
});

describe("retention", () => {
  test("platform: by the calendar", async () => {
    const answer = await server.get(
      "/api/v1/retention?cohort=signup&returnEvent=login&days=2&startDate=2024-01-15&endDate=2024-01-16",
    );
    const period = (n: number, visitors: number, rate: number) => ({
      period: n,
      visitors,
      rate,
      isComplete: true,
    });
    expect(answer.body).toEqual({
      cohort: "signup",
      cohorts: [
        {
          startDate: "2024-01-15T00:00:00.000Z",
          date: "2024-01-15",
          size: 2,
          periods: [period(0, 0, 0), period(1, 1, 50), period(2, 1, 50)],
        },
        {
          startDate: "2024-01-16T00:00:00.000Z",
          date: "2024-01-16",
          size: 0,
          periods: [period(0, 0, 0), period(1, 0, 0), period(2, 0, 0)],
        },
      ],
      overall: [
        { period: 0, size: 2, visitors: 0, rate: 0 },
        { period: 1, size: 2, visitors: 1, rate: 50 },
        { period: 2, size: 2, visitors: 1, rate: 50 },
      ],
    });
    const cell = {
      entry: { event: "signup" },
      return: { event: "login" },
      startDate: "2024-01-15",
      endDate: "2024-01-16",
      cohort: "2024-01-15",
      period: 1,
    };
    expect(names((await server.post("/api/v1/retention/visitors", cell)).body)).toEqual(["ann"]);
  });

  test("realtime: rolling periods from the entry, where ann is back in period 0", async () => {
    const config = {
      name: "User Retention",
      entryEvent: "signup",
      retentionEvent: "login",
      periods: 3,
      periodLength: 86_400_000,
      endTime: to,
    };
    const answer = await server.post("/queries/cohort", config);
    expect(answer.body).toMatchObject({
      name: "User Retention",
      cohortSize: 2,
      periods: [
        { period: 0, retained: 1, rate: 50, isComplete: true },
        { period: 1, retained: 0, rate: 0 },
        { period: 2, retained: 1, rate: 50 },
      ],
    });
  });
});

describe("segments", () => {
  const filters = [
    { property: "plan", operator: "eq", value: "premium" },
    { property: "active", operator: "eq", value: true },
  ];

  test("realtime: premium and active is ann; either is bob and cy too", async () => {
    const asked = (operator: string) => ({
      name: "Premium Users",
      type: "segment",
      config: { name: "Premium Users", filters, operator },
    });
    const both = await server.post("/queries/execute", asked("AND"));
    expect(both.body).toEqual({ name: "Premium Users", type: "segment", size: 1, users: ["ann"] });
    const either = (await server.post("/queries/execute", asked("OR"))).body as {
      size: number;
      users: string[];
    };
    expect(either.users.toSorted()).toEqual(["ann", "bob", "cy"]);
    expect(await server.post("/queries/execute", { type: "segment", config: { filters: [] } })).toMatchObject(
      {
        status: 400,
        body: { error: { field: "config.filters" } },
      },
    );
  });

  test("saved, and the filter of a funnel by its id", async () => {
    const segment = { profile: { field: "plan", operator: "eq", value: "premium" } };
    const made = await server.post("/api/v1/segments", { name: "Premium", segment });
    expect(made).toMatchObject({ status: 201, body: { name: "Premium", segment } });
    const { id } = made.body as { id: string };
    const members = await server.get(`/api/v1/segments/${id}/members`);
    expect(members.body).toMatchObject({ size: 2, nextCursor: null });
    expect(names(members.body)).toEqual(["ann", "bob"]);
    const funnel = {
      steps: [{ eventName: "pageview" }, { eventName: "form_submit" }],
      startDate: "2024-01-15",
      endDate: "2024-01-15",
    };
    const { body } = await server.post("/api/v1/funnels/analyze", { ...funnel, segment: { id } });
    expect(body).toMatchObject({ totalEntered: 2, totalCompleted: 1 });
    expect((await server.send("DELETE", `/api/v1/segments/${id}`, null)).status).toBe(200);
    expect((await server.get(`/api/v1/segments/${id}/members`)).status).toBe(404);
  });
});

function names(body: unknown): string[] {
  return (body as { visitors: { visitorId: string }[] }).visitors
    .map(({ visitorId }) => visitorId)
    .toSorted();
}
