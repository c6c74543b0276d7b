import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isKept } from "../src/enrich/sample.ts";
import { doors } from "./harness/doors.ts";
import type { IngestionCounters } from "./harness/ledger.ts";
import { rollupDifferences } from "./harness/rollup-differences.ts";
import { drain, eventually, getJson, postJson } from "./harness/server-api.ts";
import { ServerProcess } from "./harness/server-process.ts";
import { StoreReader } from "./harness/store-reader.ts";

/*
 * A project that keeps one visitor in ten, one in a hundred for `scroll`, and every `purchase`: 20,000 events
 * of 2,000 visitors, sent over the network to a server that is killed and started again.
 */

const visitors = Array.from({ length: 2_000 }, (_, index) => `visitor-${index}`);
const names = [...Array<string>(6).fill("page_view"), ...Array<string>(3).fill("scroll"), "purchase"];
const factors: Readonly<Record<string, number>> = { page_view: 10, scroll: 100, purchase: 1 };
const sampling = {
  keepOneIn: 10,
  events: [
    { name: "scroll", keepOneIn: 100 },
    { name: "purchase", keepOneIn: 1 },
  ],
};
const events = names.flatMap((eventName, place) =>
  visitors.map((userId, index) => ({
    eventName,
    eventId: `${userId}-${place}`,
    userId,
    pageUrl: `https://shop.example/${index % 7}`,
    timestamp: new Date(Date.UTC(2024, 4, 1, 6) + index * 1_000 + place * 60_000).toISOString(),
  })),
);
const kept = events.filter(({ eventName, userId }) => isKept("default", userId, factors[eventName]!));

describe("a sampled project", () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "tidemark-sampled-"));
  let server: ServerProcess;
  let store: StoreReader;
  let sampledSince: string | null;

  beforeAll(async () => {
    server = await ServerProcess.listening({ dataFolder });
    expect(await project()).toMatchObject({ sampledSince: null });
    await set(sampling);
    ({ sampledSince } = await project());
    await sendAll();
    store = new StoreReader(server);
  }, 120_000);

  afterAll(async () => {
    await server.kill();
    await rm(dataFolder, { recursive: true });
  });

  test("stores all events of the visitors it keeps, with the factor of their names, and no others", async () => {
    const stored = await store.rows<{ id: string; factor: number }>(
      "SELECT event_id AS id, sample_factor AS factor FROM events_v1 ORDER BY id",
    );
    const expected = kept.map(({ eventId, eventName }) => ({ id: eventId, factor: factors[eventName]! }));
    expect(stored).toEqual(expected.toSorted((one, other) => (one.id < other.id ? -1 : 1)));
    const byName = Map.groupBy(kept, ({ eventName }) => eventName);
    expect(byName.get("purchase")).toHaveLength(2_000);
    expect(new Set(byName.get("scroll")!.map(({ userId }) => userId)).size * 3).toBe(
      byName.get("scroll")!.length,
    );
  });

  test("counts those that it leaves out as filtered, so that everything adds up, and not against the quota", async () => {
    const left = events.length - kept.length;
    expect(await counters()).toMatchObject({
      received: 20_000,
      stored: kept.length,
      duplicate: 0,
      rejected: {},
      filtered: { sampled_out: left },
    });
    expect(await getJson<object>(server, "/api/v1/usage")).toMatchObject({ events: kept.length });
  });

  test("scales counts back: rollups are sums of factors, near what was sent", async () => {
    expect(await rollupDifferences(store)).toEqual([]);
    for (const [name, factor] of Object.entries(factors)) {
      const sent = events.filter(({ eventName }) => eventName === name).length;
      const estimate = await store.number(`SELECT sum(events) FROM events_15m_v1 WHERE name = '${name}'`);
      expect(estimate).toBe(kept.filter(({ eventName }) => eventName === name).length * factor);
      // Visitors are kept or left with all their events, so it is their number that varies.
      const eachVisitor = sent / visitors.length;
      expect(Math.abs(estimate - sent)).toBeLessThanOrEqual(
        5 * eachVisitor * Math.sqrt(visitors.length * (factor - 1)),
      );
    }
    const weights = await store.number("SELECT sum(sample_factor) FROM visitors_1d_v1 FINAL");
    expect(weights).toBe(visitors.length);
  });

  test("gives what comes again the same fate, also after a crash", async () => {
    await server.kill();
    server = await ServerProcess.listening({ dataFolder });
    await sendAll();
    store = new StoreReader(server);
    const left = events.length - kept.length;
    expect(await counters()).toMatchObject({
      received: 40_000,
      stored: kept.length,
      duplicate: kept.length,
      filtered: { sampled_out: 2 * left },
    });
    expect(await store.number("SELECT count() FROM events_v1")).toBe(kept.length);
    expect(await rollupDifferences(store)).toEqual([]);
  }, 60_000);

  test("samples what is imported like everything else", async () => {
    const imported = visitors.slice(0, 500).map((user_id, index) => ({
      name: "scroll",
      event_id: `imported-${index}`,
      user_id,
      time: "2023-03-01T12:00:00Z",
    }));
    const accepted = visitors.slice(0, 500).filter((user) => isKept("default", user, 100)).length;
    const answer = await postJson(server, "/api/v1/events/import", imported);
    expect([answer.status, await answer.json()]).toMatchObject([
      202,
      { accepted, duplicate: 0, rejected: [], filtered: 500 - accepted },
    ]);
  });

  test("answers senders at every door as if all were kept", async () => {
    const [one, other] = [true, false].map((is) => visitors.find((id) => isKept("default", id, 100) === is)!);
    // The `reports` dialect wants a token, and is no other door to what comes behind.
    for (const door of doors.filter(({ path }) => !path.startsWith("/api/analytics"))) {
      const statuses: number[] = [];
      for (const userId of [one!, other!]) {
        const event = { name: "scroll", userId, sessionId: "", time: Date.now(), page: "/", mark: 1 };
        const id = `${door.path}-${door.eventsMax}-${userId}`;
        statuses.push((await postJson(server, door.path, door.body([{ ...event, id }]))).status);
      }
      expect([door.path, statuses[1]!]).toEqual([door.path, statuses[0]!]);
      expect(Math.floor(statuses[0]! / 100)).toBe(2);
    }
    await drain(server);
    const found = await store.rows<{ user: string }>(
      "SELECT DISTINCT user_id AS user FROM events_v1 WHERE properties.mark = 1",
    );
    expect(found).toEqual([{ user: one! }]);
  });

  test("keeps the factors of what it has when it changes its mind, and counts the same day both ways", async () => {
    await set({ keepOneIn: 1, events: [] });
    // It is sampled for good, because events of that time are there.
    expect(Date.parse(sampledSince!)).toBeGreaterThan(Date.UTC(2024, 0));
    expect(await project()).toMatchObject({ sampledSince });
    const late = visitors.map((userId) => ({
      eventName: "page_view",
      eventId: `late-${userId}`,
      userId,
      timestamp: "2024-05-01T23:00:00Z",
    }));
    for (const batch of [late.slice(0, 1_000), late.slice(1_000)]) {
      expect((await postJson(server, "/api/v1/events", batch)).status).toBe(202);
    }
    await drain(server);
    const before = kept.filter(({ eventName }) => eventName === "page_view").length * 10;
    const sum =
      "SELECT sum(events) FROM events_15m_v1 WHERE name = 'page_view' AND toDate(bucket) = '2024-05-01'";
    expect(await store.number(sum)).toBe(before + visitors.length);
    expect(await rollupDifferences(store)).toEqual([]);
  });

  test("counts the days of a person who is deleted anew, by the factors of the others", async () => {
    const person = visitors.find((id) => isKept("default", id, 100))!;
    const job = (await (
      await postJson(server, "/api/v1/privacy/deletions", { userId: person })
    ).json()) as Job;
    await eventually(
      () => getJson<Job>(server, `/api/v1/privacy/deletions/${job.id}`),
      ({ status }) => status === "completed",
      60_000,
    );
    expect(await store.number(`SELECT count() FROM events_v1 WHERE user_id = '${person}'`)).toBe(0);
    expect(await store.number("SELECT count() FROM events_v1 WHERE sample_factor = 100")).toBeGreaterThan(0);
    expect(await rollupDifferences(store)).toEqual([]);
  }, 60_000);

  test("refuses rules that cannot be followed, names the field, and notes changes in the audit log", async () => {
    const problems = { keepOneIn: 0, "events.0.keepOneIn": 10_001 };
    const answers = await Promise.all([
      patch({ keepOneIn: problems.keepOneIn }),
      patch({ events: [{ name: "scroll", keepOneIn: problems["events.0.keepOneIn"] }] }),
      patch({ events: { scroll: 10 } }),
    ]);
    const fields = await Promise.all(
      answers.map(async (answer) => [answer.status, ((await answer.json()) as ErrorBody).error.field]),
    );
    expect(fields).toEqual([
      [400, "sampling.keepOneIn"],
      [400, "sampling.events.0.keepOneIn"],
      [400, "sampling.events"],
    ]);
    const { entries } = await getJson<{ entries: { before: unknown; after: unknown }[] }>(
      server,
      "/api/v1/audit?action=settings.changed",
    );
    expect(entries.map(({ before, after }) => [before, after])).toEqual([
      [{ sampling }, { sampling: { keepOneIn: 1, events: [] } }],
      [{}, { sampling }],
    ]);
  });

  async function sendAll(): Promise<void> {
    for (let from = 0; from < events.length; from += 1_000) {
      const answer = await postJson(server, "/api/v1/events", events.slice(from, from + 1_000));
      expect(answer.status).toBe(202);
    }
    await drain(server);
  }

  function counters(): Promise<IngestionCounters> {
    return getJson<IngestionCounters>(server, "/api/v1/ingestion?waitMs=10000");
  }

  function project(): Promise<{ sampledSince: string | null }> {
    return getJson(server, "/api/v1/projects/default");
  }

  function patch(changes: object): Promise<Response> {
    return fetch(`${server.url}/api/v1/projects/default/settings`, {
      method: "PATCH",
      body: JSON.stringify({ sampling: changes }),
    });
  }

  async function set(changes: object): Promise<void> {
    expect((await patch(changes)).status).toBe(200);
  }
});

interface Job {
  readonly id: string;
  readonly status: string;
}

interface ErrorBody {
  readonly error: { readonly field?: string };
}
