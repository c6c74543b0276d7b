import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { LocalServer } from "../harness/local-server.ts";
import { rollupDifferences } from "../harness/rollup-differences.ts";
import { SharedStore } from "../harness/shared-store.ts";

/*
 * Two servers, each with a log, a loader and a catalog of its own, and one ClickHouse for both. Each deletes a person at the
 * same time as the other, of the same days, pages and project, while events of others come in at both.
 */

let store: SharedStore;
let servers: LocalServer[];

beforeAll(async () => {
  store = await SharedStore.start();
  const env = { CLICKHOUSE_URL: store.url, LOG_LEVEL: "error" };
  servers = await Promise.all([LocalServer.start(env), LocalServer.start(env)]);
}, 60_000);
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await store.stop();
}, 60_000);

const days = 12;
const people = ["ann", "bea"];
let sent = 0;

/** One event of each user for each day. */
async function send(server: LocalServer, users: readonly string[]): Promise<void> {
  const events = users.flatMap((userId) =>
    Array.from({ length: days }, (_, day) => ({
      eventName: ["page_view", "click"][day % 2],
      userId,
      // Everybody's at the same moment, and in sessions that some of them share.
      sessionId: `${servers.indexOf(server)}-${userId.length}`,
      timestamp: Date.UTC(2024, 0, 1 + day, 12),
      pageUrl: `https://shop.example/p${day % 3}`,
    })),
  );
  expect((await server.post("/api/v1/events", events)).status).toBe(202);
  sent += events.length;
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly problem: string | null;
  readonly certificate: { readonly eventsErased: number; readonly after: { readonly events: number } };
}

async function erase(server: LocalServer, userId: string): Promise<Job> {
  const made = await server.post("/api/v1/privacy/deletions", { userId });
  const { id } = made.body as Job;
  for (;;) {
    const job = (await server.get(`/api/v1/privacy/deletions/${id}`)).body as Job;
    if (job.status === "completed") return job;
    await Bun.sleep(100);
  }
}

describe("servers that share a store", () => {
  test("delete people at the same time, and nothing but them is gone", async () => {
    for (const server of servers) await send(server, [...people, "eve", "fay"]);
    for (const server of servers) await server.load();
    expect(await store.number("SELECT count() FROM events_v1")).toBe(sent);

    const done = new AbortController();
    let others = 0;
    const loading = servers.map(async (server, index) => {
      for (let round = 0; !done.signal.aborted; round++) {
        await send(server, [`other-${index}-${round}`, `guest-${index}-${round}`]);
        others += 2;
        await Bun.sleep(100);
        if (round % 10 === 0) await store.letOldPartsGo();
      }
    });
    const jobs = await Promise.all(
      people.map((person, index) => erase(servers[index % servers.length]!, person)),
    );
    done.abort();
    await Promise.all(loading);
    for (const server of servers) await server.load();

    const eachHad = days * servers.length;
    for (const job of jobs) {
      expect(job).toMatchObject({
        problem: null,
        certificate: { eventsErased: eachHad, after: { events: 0 } },
      });
    }
    expect(others).toBeGreaterThan(10);
    const ofThem = `user_id IN (${people.map((person) => `'${person}'`).join(", ")})`;
    expect(await store.number(`SELECT count() FROM events_v1 WHERE ${ofThem}`)).toBe(0);
    expect(await store.number("SELECT count() FROM events_v1")).toBe(sent - people.length * eachHad);
    expect(await rollupDifferences(store)).toEqual([]);
    expect(await store.rows("SELECT name FROM system.tables WHERE name LIKE 'erasure%'")).toEqual([]);
    expect(
      await store.rows("SELECT query_id FROM system.processes WHERE query_id LIKE 'tidemark:%'"),
    ).toEqual([]);
  }, 120_000);
});
