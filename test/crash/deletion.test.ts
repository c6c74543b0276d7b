import { afterAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesWith } from "../harness/disk-search.ts";
import { hasProc } from "../harness/processes.ts";
import { SeededRandom, seedFromEnvironment } from "../harness/random.ts";
import { rollupDifferences } from "../harness/rollup-differences.ts";
import { drain, getJson, postJson } from "../harness/server-api.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { StoreReader } from "../harness/store-reader.ts";

/*
 * Kills the server again and again while it deletes a person and others' events come in, until the deletion is done,
 * and then counts everything anew. `TIDEMARK_CRASH_SEED` repeats the choices of a run, not its timing.
 */

const seed = seedFromEnvironment("TIDEMARK_CRASH_SEED");
const victim = "victim-7f3a9c51";
const others = 200;
const minuteMs = 60_000;

interface JobBody {
  readonly status: string;
  readonly stage: string;
  readonly problem: string | null;
  readonly certificate: { readonly before: { events: number }; readonly after: { events: number } } | null;
}

describe.skipIf(!hasProc)("a deletion that is killed (needs Linux's /proc)", () => {
  const random = new SeededRandom(seed);
  let folder = "";
  let server: ServerProcess;
  let sent = 0;

  afterAll(async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    "goes on where it was until nothing is left of the person, and every count is right",
    async () => {
      folder = await mkdtemp(join(tmpdir(), "tidemark-deletion-"));
      server = await start();
      for (let batch = 0; batch < 10; batch++) await sendBatch(true);
      await drain(server);
      expect(filesWith(folder, victim).length).toBeGreaterThan(1);
      const before = await new StoreReader(server).number(countOf(`user_id = '${victim}'`));
      expect(before).toBeGreaterThan(50);

      const job = await post<{ id: string }>("/api/v1/privacy/deletions", { userId: victim });
      const kills = await killUntilDone(job.id);
      const done = await jobOf(job.id);
      console.log(`seed ${seed}: killed in ${kills.join(", ")}`);
      expect(done.certificate).toMatchObject({ before: { events: before }, after: { events: 0 } });

      await drain(server);
      const store = new StoreReader(server);
      expect(await store.number(countOf(`user_id = '${victim}' OR visitor_id = '${victim}'`))).toBe(0);
      expect(await store.number(countOf("1"))).toBe(sent - before);
      expect(await rollupDifferences(store)).toEqual([]);
      expect(await store.rows("SELECT name FROM system.tables WHERE name LIKE 'erasure%'")).toEqual([]);
      expect(filesWith(folder, victim)).toEqual([]);
    },
    5 * minuteMs,
  );

  /** Kills it once in each stage, or as near to it as the machine allows, then lets it finish. */
  async function killUntilDone(id: string): Promise<string[]> {
    const stages: string[] = [];
    for (const target of ["", "plan", "erase", "rebuild", "files"]) {
      const job = await untilStage(id, target);
      if (job.status === "completed") return stages;
      await Bun.sleep(random.whole(0, 300));
      stages.push(job.stage || "drain");
      await server.kill();
      server = await start();
    }
    await untilStage(id, "completed");
    return stages;
  }

  async function untilStage(id: string, stage: string): Promise<JobBody> {
    for (;;) {
      const job = await jobOf(id);
      if (job.status === "completed" || job.stage === stage) return job;
      if (random.whole(0, 9) === 0) await sendBatch(false);
      await Bun.sleep(20);
    }
  }

  function start(): Promise<ServerProcess> {
    return ServerProcess.listening({ dataFolder: join(folder, "data") });
  }

  async function post<T>(path: string, body: unknown): Promise<T> {
    const response = await postJson(server, path, body);
    expect(response.status).toBe(202);
    return (await response.json()) as T;
  }

  function jobOf(id: string): Promise<JobBody> {
    return getJson<JobBody>(server, `/api/v1/privacy/deletions/${id}`);
  }

  /** 500 events of 200 users over five weeks, and, if so, some of the victim among them. */
  async function sendBatch(withVictim: boolean): Promise<void> {
    const events = Array.from({ length: 500 }, () => {
      const isVictims = withVictim && random.whole(0, 49) === 0;
      return {
        eventName: ["page_view", "click", "buy"][random.whole(0, 2)],
        userId: isVictims ? victim : `user-${random.whole(0, others)}`,
        timestamp: Date.UTC(2024, 0, 15) + random.whole(0, 35 * 24 * 60) * minuteMs,
        pageUrl: `https://shop.example/p${random.whole(0, 9)}`,
        properties: { mail: isVictims ? `${victim}@example.com` : "x" },
      };
    });
    const answer = await post<{ accepted: number }>("/api/v1/events", events);
    sent += answer.accepted;
  }
});

function countOf(condition: string): string {
  return `SELECT count() FROM events_v1 WHERE ${condition}`;
}
