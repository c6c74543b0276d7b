import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drain, eventually, getJson, postJson } from "./harness/server-api.ts";
import { ServerProcess } from "./harness/server-process.ts";

/* A project's quota of events a month, against a running server that is killed and started again. */

describe("a quota of 1,000 events a month", () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "tidemark-quota-"));
  let server: ServerProcess;

  beforeAll(async () => {
    server = await ServerProcess.listening({ dataFolder });
    await setQuota(1_000);
  });

  afterAll(async () => {
    await server.kill();
    await rm(dataFolder, { recursive: true });
  });

  test("admits exactly as many events of 200 clients at once, singles and batches", async () => {
    const statuses: number[] = [];
    let accepted = 0;
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < 600) {
        const index = next++;
        const size = index % 3 === 0 ? 5 : 1;
        const events = Array.from({ length: size }, (_, place) => eventOf(`${index}-${place}`));
        const answer = await postJson(server, "/events/batch", events);
        statuses.push(answer.status);
        if (answer.ok) accepted += size;
      }
    };
    await Promise.all(Array.from({ length: 200 }, lane));
    expect(new Set(statuses)).toEqual(new Set([202, 429]));
    // A batch of five may have been too many at the end, but a single event still fits.
    expect(accepted).toBeGreaterThan(995);
    for (let index = accepted; index < 1_000; index++) {
      expect((await postJson(server, "/events", eventOf(`last-${index}`))).status).toBe(202);
    }
    const refused = await postJson(server, "/events", eventOf("one too many"));
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ error: { code: "quota_exceeded" } });
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(31 * 86_400);
  });

  test("is in the usage, and what was refused is stored nowhere", async () => {
    await drain(server);
    expect(await usage()).toMatchObject({ events: 1_000, eventsMax: 1_000, eventsLeft: 0 });
    const ingestion = await getJson<object>(server, "/api/v1/ingestion");
    expect(ingestion).toMatchObject({ received: 1_000, stored: 1_000 });
  });

  test("outlives the death of the process, also before anything is booked", async () => {
    await setQuota(1_010);
    for (let index = 0; index < 10; index++) {
      expect((await postJson(server, "/events", eventOf(`late-${index}`))).status).toBe(202);
    }
    await drain(server);
    await server.kill();
    server = await ServerProcess.listening({ dataFolder });
    await eventually(usage, ({ events }) => events === 1_010);
    expect((await postJson(server, "/events", eventOf("after"))).status).toBe(429);
  });

  test("gives duplicates their room back", async () => {
    await setQuota(1_020);
    const again = Array.from({ length: 10 }, (_, index) => eventOf(`late-${index}`));
    expect((await postJson(server, "/events/batch", again)).status).toBe(202);
    await drain(server);
    await eventually(usage, ({ eventsLeft }) => eventsLeft === 10);
    const fresh = Array.from({ length: 10 }, (_, index) => eventOf(`fresh-${index}`));
    expect((await postJson(server, "/events/batch", fresh)).status).toBe(202);
  });

  test("can be lifted", async () => {
    await setQuota(null);
    expect((await postJson(server, "/events", eventOf("free"))).status).toBe(202);
    expect(await usage()).toMatchObject({ eventsMax: null, eventsLeft: null, rates: null });
  });

  function usage(): Promise<{ events: number; eventsLeft: number }> {
    return getJson(server, "/api/v1/usage");
  }

  async function setQuota(monthlyEventsMax: number | null): Promise<void> {
    const response = await fetch(`${server.url}/api/v1/projects/default/settings`, {
      method: "PATCH",
      body: JSON.stringify({ limits: { monthlyEventsMax } }),
    });
    expect(response.status).toBe(200);
  }
});

function eventOf(id: string) {
  return { type: "counted", userId: "u", id };
}
