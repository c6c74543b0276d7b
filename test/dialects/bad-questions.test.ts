import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ErrorCode } from "../../src/kernel/errors.ts";
import { expectError } from "../harness/expect-error.ts";
import { LocalServer } from "../harness/local-server.ts";

/*
 * What is wrong with a question is told by the parameter's name and what is allowed, and never a 500; and a
 * project without any events answers every question with zeros and empty lists.
 */
let server: LocalServer;

beforeAll(async () => {
  server = await LocalServer.start();
}, 60_000);

afterAll(() => server.stop());

const range = { startDate: "2024-01-01", endDate: "2024-01-31" };
const steps = [{ eventName: "a" }, { eventName: "b" }];
const abTest = { assignment: { event: "a" }, variantField: "variant", metric: { event: "b" } };
const entry = { event: "signup" };
const longAgo = { startDate: "1970-01-01", endDate: "2026-01-01" };

const [field, parameter] = ["invalid_field", "invalid_parameter"] as const;

describe("a bad question of the native API:", () => {
  const bad: [path: string, body: object, code: ErrorCode, field: string, message: RegExp][] = [
    ["breakdown", { metrics: ["luck"] }, field, "metrics.0", /visitors.*p99/],
    ["breakdown", { metrics: [{ metric: "median" }] }, field, "metrics.0", /"field"/],
    ["breakdown", { metrcs: ["events"] }, field, "metrcs", /known are .*metrics/],
    ["breakdown", { by: ["a", "b", "c", "d", "e", "f"] }, field, "by", /<=5/],
    ["breakdown", { by: [""] }, field, "by.0", /must not be empty/],
    ["breakdown", { by: ["properties."] }, field, "by.0", /behind the dot/],
    ["breakdown", { limit: 5_000 }, field, "limit", /<=1000/],
    [
      "breakdown",
      { startDate: "2024-02-01", endDate: "2024-01-01" },
      parameter,
      "endDate",
      /before startDate/,
    ],
    ["breakdown", { startDate: "0001-01-01" }, field, "startDate", /a day, ISO 8601/],
    [
      "breakdown",
      { filters: [{ field: "a", operator: "like", value: "x" }] },
      field,
      "filters.0.operator",
      /one of eq, .*between/,
    ],
    [
      "breakdown",
      { filters: [{ field: "a", operator: "eq" }] },
      field,
      "filters.0.value",
      /text, a number or a boolean/,
    ],
    ["breakdown", { filters: [{ operator: "eq", value: 1 }] }, field, "filters.0.field", /column's name/],
    [
      "breakdown",
      {
        filters: [
          { field: "a", operator: "eq", value: "a(" },
          { field: "name", operator: "regex", value: "a(" },
        ],
      },
      field,
      "filters.1.value",
      /^filters\.1\.value: the pattern "a\(".*missing \)/,
    ],
    ["segments/members", { segment: { did: { evnt: "x" } } }, field, "segment.did.evnt", /evnt/],
    ["breakdown", { segment: { did: { event: "x", atLeast: -1 } } }, field, "segment.did.atLeast", />=0/],
    ["time-series", { interval: "fortnight" }, field, "interval", /minute, hour.*year/],
    ["time-series", { interval: 1_000 }, parameter, "interval", /11000 buckets/],
    ["time-series", { timezone: "Mars/X" }, field, "timezone", /IANA/],
    ["active-users", longAgo, parameter, "startDate", /1100 days/],
    ["lifecycle", { interval: "hour" }, field, "interval", /"day"\|"week"\|"month"/],
    ["lifecycle", longAgo, parameter, "interval", /1100 periods/],
    ["paths", { start: { event: "x" }, depth: 99 }, field, "depth", /<=5/],
    ["paths", { start: { event: "x", filter: [] } }, field, "start.filter", /filter/],
    ["retention", { ...longAgo, entry }, parameter, "interval", /366 cohorts/],
    ["retention", { entry, periods: 9_999 }, field, "periods", /<=366/],
    [
      "retention/visitors",
      { entry, cohort: "2024-01-05", period: 99 },
      parameter,
      "period",
      /table's periods/,
    ],
    ["funnels/analyze", { steps: [] }, field, "steps", /at least 2/],
    ["funnels/analyze", { steps: Array.from({ length: 200 }, () => steps[0]) }, field, "steps", /at most 20/],
    ["funnels/analyze", { steps: [{ eventName: "" }, steps[1]] }, field, "steps.0.eventName", /1 char/],
    ["funnels/analyze", { steps, order: "random" }, field, "order", /"ordered"\|"strict"\|"any"/],
    ["funnels/visitors", { steps, step: 3 }, parameter, "step", /from 1 to 2/],
    ["ab-tests/analyze", { ...abTest, allocation: { A: 1 } }, field, "allocation", /2 to 20/],
    ["query", { type: "horoscope" }, field, "type", /"time-series"/],
    ["query", { type: "sessions", isBounce: "no" }, field, "isBounce", /boolean/],
  ];
  test.each(bad)("%s %j", async (path, body, code, named, message) => {
    expectError(await server.post(`/api/v1/${path}`, body), code, named, message);
  });

  const invalid = { field: "name", operator: "regex", value: "a(" };
  const good = { field: "name", operator: "regex", value: "a" };
  test.each([
    ["/api/v1/breakdown", { filters: [good, { any: [good, invalid] }] }, "filters.1.any.1.value"],
    [
      "/api/v1/segments/members",
      { segment: { all: [{ not: { did: { filters: [invalid] } } }] } },
      "segment.all.0.not.did.filters.0.value",
    ],
    [
      "/api/v1/funnels/analyze",
      { steps: [steps[0], { eventName: "b", filters: [invalid] }] },
      "steps.1.filters.0.value",
    ],
    ["/api/v1/query", { type: "events", filters: [invalid] }, "filters.0.value"],
  ])("%s %j has a pattern whose place is named", async (path, body, named) => {
    expectError(await server.post(path, body), field, named, /"a\(" is not valid RE2 syntax/);
  });

  async function saved(kind: string, definition: object): Promise<string> {
    const answer = await server.post(`/api/v1/${kind}`, { name: "saved", ...definition });
    expect(answer.status).toBe(201);
    return (answer.body as { id: string }).id;
  }

  test("a pattern of what is saved is named by its place as well", async () => {
    const id = await saved("segments", { segment: { all: [{ did: { filters: [good, invalid] } }] } });
    const inSegment = "segment.all.0.did.filters.1.value";
    const message = /"a\(" is not valid RE2 syntax/;
    expectError(await server.post("/api/v1/breakdown", { segment: { id } }), field, inSegment, message);
    const sound = { segment: { id: await saved("segments", { segment: { did: { filters: [good] } } }) } };
    const beside = { ...sound, filters: [good, invalid] };
    expectError(await server.post("/api/v1/breakdown", beside), field, "filters.1.value", message);
    for (const path of [`segments/${id}/members?`, `events/summary?segment=${id}&`])
      expectError(await server.get(`/api/v1/${path}`), field, inSegment, message);

    const step = { eventName: "b", filters: [invalid] };
    const [own, borrowed] = [
      await saved("funnels", { steps: [steps[0], step] }),
      await saved("funnels", { steps, segment: { id } }),
    ];
    const ofFunnel = (funnel: string) => server.get(`/api/v1/funnels/${funnel}/analytics`);
    expectError(await ofFunnel(own), field, "steps.1.filters.0.value", message);
    expectError(await ofFunnel(borrowed), field, inSegment, message);
    expectError(
      await server.get(`/api/v1/funnels/${own}/visitors?step=1`),
      field,
      "steps.1.filters.0.value",
      message,
    );
  });

  test.each(["events/summary?startDat=2024-01-01", "projects?_=17", "sessions?limit=5&constructor=1"])(
    "GET %s has a parameter that is not known",
    async (path) => {
      const name = /[?&](\w+)=\d*[^=]*$/.exec(path)![1]!;
      expectError(await server.get(`/api/v1/${path}`), parameter, name, /is unknown; known are .*project/);
    },
  );

  test.each(["funnels/nope/analytics", "funnels/nope/visitors?step=1", "segments/nope/members"])(
    "GET %s is not found",
    async (path) => {
      const answer = await server.get(`/api/v1/${path}`);
      expect(answer).toMatchObject({ status: 404, body: { error: { code: "not_found", field: "id" } } });
    },
  );

  test("a segment that is not saved", async () => {
    const answer = await server.post("/api/v1/breakdown", { segment: { id: "nope" } });
    expectError(answer, "not_found", "segment", /nope/);
  });
});

describe("an empty project answers", () => {
  const questions: [path: string, body: object, answer: object][] = [
    [
      "overview",
      {},
      {
        events: 0,
        visitors: 0,
        sessions: 0,
        averageSessionDuration: 0,
        bounceRate: 0,
        eventNames: [],
        devices: [],
        countries: [],
        pages: [],
      },
    ],
    ["realtime", {}, { activeSessions: 0, activeVisitors: 0, eventsLastMinute: 0, pages: [] }],
    ["breakdown", { by: ["name"] }, { totals: [0], groups: [], other: null }],
    ["time-series", { endDate: "2024-01-02" }, { totals: [0], data: [{ values: [0] }, { values: [0] }] }],
    [
      "time-series",
      { startDate: "1970-01-01", endDate: "1970-01-01", compare: "previous" },
      { totals: [0], previous: { totals: [0], data: [] } },
    ],
    ["active-users", { endDate: "2024-01-01" }, { data: [{ dau: 0, wau: 0, mau: 0, stickiness: 0 }] }],
    [
      "lifecycle",
      { endDate: "2024-01-01" },
      { data: [{ new: 0, returning: 0, resurrecting: 0, dormant: 0 }] },
    ],
    ["paths", { start: { event: "a" } }, { nodes: [], links: [] }],
    ["funnels/analyze", { steps }, { totalEntered: 0, totalCompleted: 0, overallConversionRate: 0 }],
    [
      "funnels/visitors",
      { steps, step: 2, outcome: "dropped" },
      { total: 0, visitors: [], nextCursor: null },
    ],
    [
      "retention",
      { entry, endDate: "2024-01-01", periods: 0 },
      { cohorts: [{ size: 0, periods: [{ visitors: 0, rate: 0 }] }] },
    ],
    ["retention/visitors", { entry, cohort: "2024-01-05" }, { total: 0, visitors: [] }],
    ["ab-tests/analyze", abTest, { control: null, variants: [], sampleRatio: null }],
    ["ab-tests/visitors", { ...abTest, variant: "A" }, { total: 0, visitors: [] }],
    ["events/search", {}, { events: [], nextCursor: null }],
    ["sessions/search", {}, { sessions: [], nextCursor: null }],
    ["segments/members", { segment: { did: { atMost: 0 } } }, { size: 0, visitors: [] }],
  ];
  test.each(questions)("%s", async (path, body, answer) => {
    const found = await server.post(
      `/api/v1/${path}`,
      path.startsWith("segments") || path === "realtime" ? body : { ...range, ...body },
    );
    expect(found, JSON.stringify(found.body)).toMatchObject({ status: 200, body: answer });
  });

  test.each([
    ["/api/metrics", { totalEvents: 0, bounceRate: 0, topPages: [] }],
    ["/api/realtime", { activeSessions: 0, topActivePages: [] }],
    ["/api/sessions", []],
    ["/api/events", []],
    [
      "/api/funnel?steps=a,b",
      [
        { count: 0, dropoff: 0 },
        { count: 0, dropoff: 0 },
      ],
    ],
    ["/api/v1/events/summary", { totalEvents: 0, firstEventAt: null, events: [] }],
    ["/api/v1/sessions", { sessions: [], nextCursor: null }],
    ["/api/v1/users/nobody/journey", { totalEvents: 0, events: [], sessions: [] }],
    ["/api/v1/schema/events", { events: [] }],
    ["/api/v1/schema/events/none", { properties: [] }],
    ["/api/v1/schema/values?field=plan", { values: [] }],
    ["/analytics/count", { count: 0 }],
    ["/analytics/top?property=a", []],
    ["/analytics/unique-users", { uniqueUsers: 0 }],
    ["/api/analytics/reports/dau?date=2024-01-01", { dau: 0 }],
    ["/get-stats?site_id=none", { total_views: 0, unique_users: 0, top_paths: {} }],
  ])("GET %s", async (path, answer) => {
    const found = await server.get(path, { Authorization: "Bearer <jwt-token>" });
    expect(found, JSON.stringify(found.body)).toMatchObject({ status: 200, body: answer });
  });
});

test("a pattern in a query of the realtime dialect is named by its place, too", async () => {
  // It is only compiled where there is something to match.
  await server.post("/events", { type: "x", userId: "u", properties: { a: "b" } });
  await server.load();
  const config = { filters: [{ property: "a", operator: "regex", value: "a(" }] };
  const answer = await server.post("/queries/execute", { type: "segment", config });
  expectError(answer, field, "config.filters.0.value", /RE2/);
});

test.each([
  "/api/metrics?",
  "/api/realtime?",
  "/analytics/count?",
  "/events?",
  "/get-stats?site_id=s&",
  "/api/analytics/reports/dau?date=2024-01-01&",
])("GET %s_=17 is answered: other dialects take parameters that they do not know", async (path) => {
  const token = { Authorization: "Bearer <jwt-token>" };
  expect((await server.get(`${path}_=1700000000&nocache=true`, token)).status).toBe(200);
});
