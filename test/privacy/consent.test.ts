import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "../harness/expect-error.ts";
import { LocalServer, type RequestHeaders } from "../harness/local-server.ts";

/* A project that asks for consent keeps the events that have it, by whichever dialect they come. */

let server: LocalServer;

beforeAll(async () => {
  server = await LocalServer.start();
  const settings = JSON.stringify({ privacy: { requiredConsent: "analytics" } });
  await server.send("PATCH", "/api/v1/projects/default/settings", settings);
}, 60_000);
afterAll(() => server.stop(), 60_000);

interface Dialect {
  readonly path: string;
  readonly isBatch: boolean;
  readonly headers: RequestHeaders;
  event(user: string): Record<string, unknown>;
}

const time = "2024-01-10T12:00:00Z";
const none = {};
const browser = { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0" };
const token = { ...browser, Authorization: "Bearer <jwt-token>" };

const dialects: readonly Dialect[] = [
  { path: "/collect", isBatch: false, headers: none, event: (userId) => ({ type: "a", userId }) },
  {
    path: "/ingest-event",
    isBatch: false,
    headers: none,
    event: (user_id) => ({ site_id: "s", event_type: "a", user_id }),
  },
  { path: "/events", isBatch: false, headers: none, event: (userId) => ({ type: "a", userId }) },
  { path: "/events/batch", isBatch: true, headers: none, event: (userId) => ({ type: "a", userId }) },
  {
    path: "/api/analytics/ingest",
    isBatch: true,
    headers: token,
    event: (user_id) => ({ ts: time, type: "a", user_id }),
  },
  { path: "/api/v1/events", isBatch: true, headers: none, event: (userId) => ({ eventName: "a", userId }) },
  {
    path: "/api/v1/events/import",
    isBatch: true,
    headers: none,
    event: (user_id) => ({ name: "a", user_id, time }),
  },
];

async function isKept(user: string): Promise<boolean> {
  await server.load();
  return (await eventsOf(user)) > 0;
}

async function eventsOf(user: string): Promise<number> {
  const answer = await server.get(`/api/events?includeBots=true&userId=${user}`);
  return (answer.body as unknown[]).length;
}

describe.each(dialects)("$path", ({ path, isBatch, headers, event }) => {
  let users = 0;
  const newUser = () => `${path.replaceAll("/", "-")}-${users++}`;

  async function send(user: string, consent: unknown, header?: string) {
    const stated = { ...event(user), ...(consent === undefined ? {} : { consent }) };
    const more: RequestHeaders = header === undefined ? headers : { ...headers, "X-Consent": header };
    return server.post(path, isBatch ? [stated] : stated, more);
  }

  test("keeps what has the consent, in the event or for the request, and nothing else", async () => {
    const cases: readonly (readonly [consent: unknown, header: string | undefined, isKept: boolean])[] = [
      [undefined, undefined, false],
      [null, undefined, false],
      [[], undefined, false],
      [["marketing"], undefined, false],
      [["marketing", "analytics"], undefined, true],
      [undefined, "analytics", true],
      [undefined, " marketing ,analytics,", true],
      [undefined, "marketing", false],
      [undefined, "", false],
      // What the event says itself goes first.
      [["marketing"], "analytics", false],
      [[], "analytics", false],
      [["analytics"], "marketing", true],
    ];
    const sent: { user: string; expected: boolean }[] = [];
    for (const [consent, header, expected] of cases) {
      const user = newUser();
      const answer = await send(user, consent, header);
      expect([consent, header, answer.status < 300]).toEqual([consent, header, true]);
      sent.push({ user, expected });
    }
    await server.load();
    for (const [index, { user, expected }] of sent.entries())
      expect([cases[index], (await eventsOf(user)) > 0]).toEqual([cases[index], expected]);
  }, 30_000);

  test("consent is not stored, and a wrong one is an error that names it", async () => {
    const user = newUser();
    await send(user, ["analytics", "zq7-category"]);
    expect(await isKept(user)).toBe(true);
    const list = await server.get(`/api/events?includeBots=true&userId=${user}`);
    expect(JSON.stringify(list.body)).not.toContain("zq7-category");
    for (const header of ["x".repeat(65), Array.from({ length: 21 }, (_, index) => `c${index}`).join()])
      expectError(await send(user, undefined, header), "invalid_field", "X-Consent");
    const wrong = await send(user, "analytics");
    expect(JSON.stringify(wrong.body)).toContain("consent");
  }, 30_000);
});

test("a page of another site may send the header", async () => {
  const asked = { Origin: "https://shop.example", "Access-Control-Request-Method": "POST" };
  const answer = await server.send("OPTIONS", "/collect", null, asked);
  expect(answer.headers.get("access-control-allow-headers")).toContain("X-Consent");
});
