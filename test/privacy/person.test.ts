import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { BlobReader, TextWriter, ZipReader } from "@zip.js/zip.js";
import { LocalServer } from "../harness/local-server.ts";

/* Everything about a person is handed out, then deleted, while others' events come in; over the network, as an operator does it. */

let server: LocalServer;

beforeAll(async () => {
  server = await LocalServer.start({ LOG_LEVEL: "warn" });
}, 60_000);
afterAll(() => server.stop(), 60_000);

interface JobBody {
  readonly id: string;
  readonly status: string;
  readonly problem: string | null;
  readonly export: { readonly bytes: number } | null;
  readonly certificate: Readonly<Record<string, unknown>> | null;
}

async function untilDone(kind: "exports" | "deletions", id: string): Promise<JobBody> {
  for (;;) {
    const job = (await server.get(`/api/v1/privacy/${kind}/${id}`)).body as JobBody;
    if (job.status === "completed" || job.status === "failed") return job;
    await Bun.sleep(100);
  }
}

async function request(kind: "exports" | "deletions", body: unknown): Promise<JobBody> {
  const answer = await server.post(`/api/v1/privacy/${kind}`, body);
  expect(answer.status).toBe(202);
  return untilDone(kind, (answer.body as JobBody).id);
}

async function entriesOf(id: string): Promise<Record<string, string>> {
  const response = await fetch(`${server.url}/api/v1/privacy/exports/${id}/download`);
  expect(response.headers.get("content-type")).toBe("application/zip");
  const reader = new ZipReader(new BlobReader(await response.blob()));
  const entries: Record<string, string> = {};
  for (const entry of await reader.getEntries()) {
    if (!entry.directory) entries[entry.filename] = await entry.getData(new TextWriter());
  }
  return entries;
}

const lines = (text: string | undefined): Record<string, unknown>[] =>
  (text ?? "")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const at = (minute: number): string => new Date(Date.UTC(2024, 0, 10, 12, minute)).toISOString();

/** Jane browses before she signs in; Bob shares a browser with Carol. */
const events = [
  { eventName: "page_view", anonymousId: "jane-browser", sessionId: "jane-s", timestamp: at(0) },
  { eventName: "login", userId: "jane", anonymousId: "jane-browser", sessionId: "jane-s", timestamp: at(1) },
  { eventName: "buy", userId: "jane", timestamp: at(50), value: 5, currency: "EUR", eventId: "jane-buys" },
  { eventName: "page_view", userId: "bob", anonymousId: "shared", timestamp: at(2) },
  { eventName: "page_view", anonymousId: "shared", timestamp: at(3) },
  { eventName: "page_view", userId: "carol", anonymousId: "shared", timestamp: at(4) },
];

async function send(body: unknown): Promise<void> {
  expect((await server.post("/api/v1/events", body)).status).toBe(202);
}

async function journeyOf(id: string): Promise<number> {
  const answer = await server.get(`/api/v1/users/${id}/journey`);
  return (answer.body as { totalEvents: number }).totalEvents;
}

async function totals(): Promise<unknown> {
  const question = {
    metrics: ["events", "visitors"],
    startDate: "2024-01-10",
    endDate: "2024-01-10",
    interval: "day",
  };
  const answer = await server.post("/api/v1/time-series", question);
  expect(answer).toMatchObject({ status: 200 });
  return (answer.body as { totals: unknown }).totals;
}

describe("a person", () => {
  test("is exported whole: what was done before signing in too, with a manifest that fits", async () => {
    await send(events);
    const job = await request("exports", { userId: "jane" });
    expect(job).toMatchObject({ status: "completed", problem: null });
    const entries = await entriesOf(job.id);
    expect(lines(entries["events.ndjson"]).map((event) => event["name"])).toEqual([
      "page_view",
      "login",
      "buy",
    ]);
    expect(lines(entries["events.ndjson"])[2]).toMatchObject({
      time: "2024-01-10T12:50:00.000Z",
      value: 5,
      event_id: "jane-buys",
      sample_factor: 1,
    });
    expect(lines(entries["sessions.ndjson"])).toHaveLength(2);
    expect(lines(entries["identities.ndjson"]).map((identity) => identity["visitor_id"])).toContain(
      "jane-browser",
    );
    const manifest = JSON.parse(entries["manifest.json"]!) as {
      files: { name: string; rows: number; sha256: string }[];
    };
    for (const { name, rows, sha256 } of manifest.files) {
      expect(lines(entries[name])).toHaveLength(rows);
      expect(new Bun.CryptoHasher("sha256").update(entries[name]!).digest("hex")).toBe(sha256);
    }
  }, 60_000);

  test("whose browser another one uses keeps only what is certainly theirs", async () => {
    const job = await request("exports", { userId: "bob" });
    expect(lines((await entriesOf(job.id))["events.ndjson"])).toHaveLength(1);
  }, 60_000);

  test("is deleted everywhere, and the others are counted as if there had been nobody else", async () => {
    expect(await totals()).toEqual([6, 5]);
    const job = await request("deletions", { userId: "jane" });
    expect(await totals()).toEqual([3, 3]);
    expect(job).toMatchObject({ status: "completed", problem: null });
    expect(job.certificate).toMatchObject({
      before: { events: 3, sessions: 2, visitors: 2 },
      after: { events: 0, sessions: 0, visitors: 0 },
      eventsErased: 3,
      daysRebuilt: 1,
      exportsRemoved: 1,
      filesHolding: [],
    });
    const { log } = job.certificate as { log: { sealedAt: number; startsAt: number } };
    expect(log.startsAt).toBe(log.sealedAt);
    expect(await journeyOf("jane")).toBe(0);
    expect(await journeyOf("jane-browser")).toBe(0);
    const again = await request("exports", { userId: "jane" });
    expect(lines((await entriesOf(again.id))["events.ndjson"])).toEqual([]);
  }, 120_000);

  test("who comes back begins anew; an event that was deleted does not come back by being resent", async () => {
    await send([events[2], { eventName: "page_view", userId: "jane", timestamp: at(51) }]);
    await server.load();
    const journey = await server.get("/api/v1/users/jane/journey");
    expect(journey.body).toMatchObject({ totalEvents: 1, totalSessions: 1, firstEventAt: at(51) });
  }, 60_000);

  test("is found by the id that is sent where users are stored hashed", async () => {
    await server.send(
      "PATCH",
      "/api/v1/projects/default/settings",
      JSON.stringify({ privacy: { hashUserIds: true } }),
      { "Content-Type": "application/json" },
    );
    await send({ eventName: "page_view", userId: "dora", timestamp: at(5) });
    await server.load();
    expect(await journeyOf("dora")).toBe(1);
    const job = await request("exports", { userId: "dora" });
    const [event] = lines((await entriesOf(job.id))["events.ndjson"]);
    expect(event!["user_id"]).toMatch(/^[0-9a-f]{32}$/);
    expect(await journeyOf(String(event!["user_id"]))).toBe(1);
    expect((await request("deletions", { userId: "dora" })).certificate).toMatchObject({ eventsErased: 1 });
  }, 120_000);
});

describe("events", () => {
  test("are deleted by property and time; nothing is deleted by leaving out what is meant", async () => {
    const event = { eventName: "trial", anonymousId: "x" };
    await send([
      { ...event, timestamp: at(10), properties: { plan: { name: "a" } } },
      { ...event, timestamp: at(11), properties: { plan: { name: "b" } } },
      { ...event, timestamp: "2024-01-11T00:00:00Z", properties: { plan: { name: "a" } } },
    ]);
    const where = [{ field: "plan.name", in: ["a"] }];
    const job = await request("deletions", { where, endDate: "2024-01-10" });
    expect(job.certificate).toMatchObject({ eventsErased: 1, after: { events: 0 } });
    expect(await journeyOf("x")).toBe(2);
    for (const body of [
      {},
      { where: [] },
      { userId: "" },
      { userId: "a", where },
      { where, until: "2024" },
    ]) {
      expect((await server.post("/api/v1/privacy/deletions", body)).status).toBe(400);
    }
  }, 120_000);

  test("of a job that is not there are a 404", async () => {
    for (const path of ["exports/job_0", "exports/job_0/download", "deletions/job_0"]) {
      expect((await server.get(`/api/v1/privacy/${path}`)).status).toBe(404);
    }
  });
});
