import { afterAll, beforeAll, expect, test } from "bun:test";
import { LocalServer } from "../harness/local-server.ts";

/*
 * Where users are stored hashed, whoever asks names them as they are sent: in every operation that takes a user's
 * id, by whatever way it comes in.
 */

let server: LocalServer;
/** What ann is stored as. */
let hash: string;

const at = (minute: number) => new Date(Date.UTC(2024, 0, 10, 12, minute)).toISOString();
const range = { startDate: "2024-01-10", endDate: "2024-01-10" };
const times = { startTime: Date.UTC(2024, 0, 10), endTime: Date.UTC(2024, 0, 11) };

beforeAll(async () => {
  server = await LocalServer.start({ LOG_LEVEL: "warn" });
  // One event of ann from before her id was hashed.
  await send("ann", ["old"]);
  const settings = JSON.stringify({ privacy: { hashUserIds: true } });
  await server.send("PATCH", "/api/v1/projects/default/settings", settings);
  for (const user of ["ann", "bob"]) await send(user, ["signup", "assigned", "buy"]);
  await server.load();
  hash = (await eventsOf("ann", "&type=buy"))[0]!.userId;
}, 60_000);
afterAll(() => server.stop(), 60_000);

/** Each says in a property whose it is, too, which is stored as it is. */
async function send(user: string, names: readonly string[]): Promise<void> {
  const events = names.map((eventName, index) => ({
    eventName,
    userId: user,
    sessionId: `session of ${user}`,
    timestamp: at(index),
    value: 5,
    properties: { who: user, variant: "A" },
  }));
  expect((await server.post("/api/v1/events", events)).status).toBe(202);
}

interface Listed {
  readonly type: string;
  readonly userId: string;
}

async function eventsOf(id: string, more = ""): Promise<readonly Listed[]> {
  const answer = await server.get(`/api/events?userId=${id}${more}`);
  return answer.body as readonly Listed[];
}

type Condition = { readonly field: string; readonly operator: string; readonly value: unknown };
type Question = readonly [path: string, body: (is: Condition) => object];

/** Every operation that takes conditions in its body, with one wherever it takes some. */
const questions: readonly Question[] = [
  ["/api/v1/events/search", (is) => ({ ...range, filters: [is] })],
  ["/api/v1/sessions/search", (is) => ({ ...range, filters: [is] })],
  [
    "/api/v1/time-series",
    (is) => ({ ...range, filters: [{ any: [is] }], interval: "day", metrics: ["events"] }),
  ],
  ["/api/v1/breakdown", (is) => ({ ...range, filters: [is], by: ["name"], metrics: ["visitors"] })],
  ["/api/v1/overview", (is) => ({ ...range, segment: { not: { did: { event: "buy", filters: [is] } } } })],
  ["/api/v1/active-users", (is) => ({ ...range, segment: { profile: is } })],
  ["/api/v1/lifecycle", (is) => ({ ...range, filters: [is], interval: "day" })],
  ["/api/v1/paths", (is) => ({ ...range, filters: [is], start: { event: "signup" } })],
  [
    "/api/v1/funnels/analyze",
    (is) => ({ ...range, steps: [{ eventName: "signup", filters: [is] }, { eventName: "buy" }] }),
  ],
  [
    "/api/v1/retention",
    (is) => ({ ...range, entry: { event: "signup", filters: [is] }, return: { event: "buy" } }),
  ],
  [
    "/api/v1/ab-tests/analyze",
    (is) => ({
      ...range,
      assignment: { event: "assigned", filters: [is] },
      variantField: "variant",
      metric: { event: "buy" },
    }),
  ],
  ["/api/v1/query", (is) => ({ type: "events", ...range, filters: [is] })],
  [
    "/queries/execute",
    ({ field, ...is }) => ({ type: "segment", config: { filters: [{ property: field, ...is }] } }),
  ],
];

/** Those that write a condition as `{"field": value}`. */
const equalities: readonly (readonly [path: string, body: (is: object) => object])[] = [
  [
    "/queries/funnel",
    (is) => ({ ...times, steps: [{ eventType: "signup", filters: is }, { eventType: "buy" }] }),
  ],
  [
    "/queries/cohort",
    (is) => ({
      ...times,
      name: "c",
      entryEvent: "signup",
      entryFilters: is,
      retentionEvent: "buy",
      periods: 1,
      periodLength: 86_400_000,
    }),
  ],
];

async function ask(path: string, body: object): Promise<unknown> {
  const answer = await server.post(path, body);
  expect([path, answer.status, answer.status === 200 ? "" : answer.body]).toEqual([path, 200, ""]);
  return answer.body;
}

test.each(questions)("%s finds ann by the id that was sent", async (path, body) => {
  const ofAnn = await ask(path, body({ field: "who", operator: "eq", value: "ann" }));
  expect(await ask(path, body({ field: "who", operator: "eq", value: "nobody" }))).not.toEqual(ofAnn);
  for (const field of ["user_id", "visitor_id"])
    for (const is of [
      { field, operator: "eq", value: "ann" },
      { field, operator: "in", value: ["nobody", "ann"] },
    ]) {
      expect([path, is, await ask(path, body(is))]).toEqual([path, is, ofAnn]);
    }
});

test.each(equalities)("%s finds ann by the id that was sent", async (path, body) => {
  const ofAnn = await ask(path, body({ who: "ann" }));
  expect(await ask(path, body({ who: "nobody" }))).not.toEqual(ofAnn);
  expect(await ask(path, body({ user_id: "ann" }))).toEqual(ofAnn);
  expect(await ask(path, body({ user_id: ["ann"] }))).toEqual(ofAnn);
});

test("a saved segment finds her, and one that leaves her out does so", async () => {
  const sizeOf = async (operator: string) => {
    const segment = { did: { event: "buy", filters: [{ field: "user_id", operator, value: "ann" }] } };
    const saved = await server.post("/api/v1/segments", { name: operator, segment });
    const answer = await server.get(`/api/v1/segments/${(saved.body as { id: string }).id}/members`);
    return (answer.body as { visitors: { userId: string }[] }).visitors.map(({ userId }) => userId === hash);
  };
  expect(await sizeOf("eq")).toEqual([true]);
  expect(await sizeOf("ne")).toEqual([false]);
});

test("lists by their query string find her: from before ids were hashed too; and by the hash that they show", async () => {
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  const names = (events: readonly Listed[]) => events.map(({ type }) => type).toSorted();
  expect(names(await eventsOf("ann"))).toEqual(["assigned", "buy", "old", "signup"]);
  expect(names(await eventsOf(hash))).toEqual(["assigned", "buy", "signup"]);
  expect(await eventsOf("nobody")).toEqual([]);
  const realtime = JSON.stringify((await server.get("/events?userId=ann")).body);
  expect(realtime).toContain("signup");
  expect(realtime).not.toContain("session of bob");
});

interface JourneyPage {
  readonly totalEvents: number;
  readonly totalSessions: number;
  readonly events: readonly { readonly eventName: string; readonly isSessionStart: boolean }[];
  readonly sessions: readonly { readonly eventCount: number }[];
  readonly nextCursor: string | null;
}

async function journeyOf(id: string, query = "", headers = {}): Promise<JourneyPage> {
  return (await server.get(`/api/v1/users/${id}/journey?${query}`, headers)).body as JourneyPage;
}

test("her journey has what is from before ids were hashed and what is from after, page by page", async () => {
  const whole = await journeyOf("ann");
  expect(whole).toMatchObject({ totalEvents: 4, totalSessions: 1, nextCursor: null });
  // Of the same minute are `old` and `signup`: then the one that came first.
  const names = ["old", "signup", "assigned", "buy"];
  expect(whole.events.map(({ eventName }) => eventName)).toEqual(names);
  expect(whole.events.map(({ isSessionStart }) => isSessionStart)).toEqual([true, false, false, false]);
  expect(whole.sessions).toMatchObject([{ eventCount: 4 }]);
  const first = await journeyOf("ann", "limit=3");
  const second = await journeyOf("ann", `limit=3&cursor=${first.nextCursor}`);
  expect([...first.events, ...second.events].map(({ eventName }) => eventName)).toEqual(names);
  expect(await journeyOf(hash)).toMatchObject({ totalEvents: 3 });
  expect(await journeyOf("nobody")).toMatchObject({ totalEvents: 0 });
});

test("who has been stored hashed is found when ids are not hashed any more", async () => {
  const { id } = (await server.post("/api/v1/projects", { name: "Once" })).body as { id: string };
  const there = { "X-Project-Id": id };
  for (const [minute, hashUserIds] of [true, false].entries()) {
    const settings = JSON.stringify({ privacy: { hashUserIds } });
    await server.send("PATCH", `/api/v1/projects/${id}/settings`, settings);
    await server.post("/api/v1/events", { eventName: "buy", userId: "ann", timestamp: at(minute) }, there);
  }
  await server.load();
  expect(await journeyOf("ann", "", there)).toMatchObject({ totalEvents: 2 });
  expect((await server.get("/api/events?userId=ann", there)).body).toHaveLength(2);
  const filters = [{ field: "user_id", operator: "ne", value: "ann" }];
  const others = await server.post("/api/v1/events/search", { ...range, filters }, there);
  expect(others.body).toMatchObject({ events: [] });
});

test("a project that does not hash takes ids as they are", async () => {
  const { id } = (await server.post("/api/v1/projects", { name: "Plain" })).body as { id: string };
  const there = { "X-Project-Id": id };
  await server.post("/api/v1/events", { eventName: "buy", userId: "ann" }, there);
  await server.load();
  const found = (await server.get("/api/events?userId=ann", there)).body as Listed[];
  expect(found.map(({ userId }) => userId)).toEqual(["ann"]);
});

test("a deletion by property and time means her as well", async () => {
  const where = [{ field: "user_id", in: ["ann"] }];
  const made = await server.post("/api/v1/privacy/deletions", { where, ...range });
  const { id } = made.body as { id: string };
  const job = async () => (await server.get(`/api/v1/privacy/deletions/${id}`)).body as { status: string };
  while ((await job()).status !== "completed") await Bun.sleep(100);
  expect(await job()).toMatchObject({ certificate: { eventsErased: 4, after: { events: 0 } } });
  expect(await eventsOf("ann")).toEqual([]);
  expect(await eventsOf("bob")).toHaveLength(3);
}, 60_000);
