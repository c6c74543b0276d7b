import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesWith } from "../harness/disk-search.ts";
import { hasProc } from "../harness/processes.ts";
import { SeededRandom, seedFromEnvironment } from "../harness/random.ts";
import { rollupDifferences } from "../harness/rollup-differences.ts";
import { drain } from "../harness/server-api.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { StoreReader } from "../harness/store-reader.ts";

/*
 * Deletes one of two projects while events come in for both, kills the server in each stage, and then counts every
 * table and searches the files. `TIDEMARK_CRASH_SEED` repeats the choices of a run, not its timing.
 */

const seed = seedFromEnvironment("TIDEMARK_CRASH_SEED");
/** In what the deleted project holds: users, names, pages, properties, what is saved. Not in what the audit log keeps. */
const mark = "mark-4d1c88e2";
const minuteMs = 60_000;
const tables = [
  "events_v1",
  "sessions_v1",
  "events_15m_v1",
  "dimensions_15m_v1",
  "visitors_1d_v1",
  "receptions_1d_v1",
];

interface Deletion {
  readonly status: string;
  readonly jobs: readonly {
    readonly stage: string;
    readonly certificate: { readonly before: Counts; readonly after: Counts } | null;
  }[];
}
interface Counts {
  readonly store: Readonly<Record<string, number>>;
  readonly catalog: Readonly<Record<string, number>>;
  readonly deadLetters: number;
}

describe.skipIf(!hasProc)("a project's deletion that is killed (needs Linux's /proc)", () => {
  const random = new SeededRandom(seed);
  let folder = "";
  let server: ServerProcess;
  let project = "";
  let kept = 0;

  afterAll(async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  });

  test(
    "goes on until no table and no file holds anything of it, and the other project is as it was",
    async () => {
      folder = await mkdtemp(join(tmpdir(), "tidemark-project-deletion-"));
      server = await start();
      project = await fillProject();
      const store = new StoreReader(server);
      const before = await rowsByTable(store, project);
      for (const table of tables) expect([table, before[table]! > 0]).toEqual([table, true]);
      const others = await rowsByTable(store, "default");
      expect(filesWith(folder, mark).length).toBeGreaterThan(5);

      const sending = sendUntilRefused();
      expect((await call("DELETE", `/api/v1/projects/${project}`)).status).toBe(200);
      const refusedAt = await sending;
      const kills = await killUntilDone();
      console.log(`seed ${seed}: refused at request ${refusedAt}, killed in ${kills.join(", ")}`);

      const [job] = (await deletion()).jobs;
      const { before: found, after } = job!.certificate!;
      expect(found.store["events_v1"]).toBeGreaterThanOrEqual(before["events_v1"]!);
      expect(found).toMatchObject({
        catalog: { funnels: 1, segments: 1, api_keys: 1, marks: 1 },
        deadLetters: 1,
      });
      expect([...Object.values(after.store), ...Object.values(after.catalog), after.deadLetters]).toEqual(
        Array.from({ length: 13 }, () => 0),
      );
      await drain(server);
      const now = new StoreReader(server);
      expect(await rowsByTable(now, project)).toEqual(Object.fromEntries(tables.map((table) => [table, 0])));
      expect((await rowsByTable(now, "default"))["events_v1"]).toBe(kept);
      expect((await rowsByTable(now, "default"))["events_v1"]).toBeGreaterThan(others["events_v1"]!);
      expect(await rollupDifferences(now)).toEqual([]);
      expect(filesWith(folder, mark)).toEqual([]);
    },
    5 * minuteMs,
  );

  /** Everything that a project can hold, with the mark in it. */
  async function fillProject(): Promise<string> {
    const { id } = (await (await call("POST", "/api/v1/projects", { name: "Shop" })).json()) as {
      id: string;
    };
    for (let batch = 0; batch < 4; batch++) {
      await send(id, batch);
      await send("default", batch);
    }
    await drain(server);
    const steps = [{ eventName: `${mark} a` }, { eventName: "b" }];
    const segment = { did: { event: `${mark} a` } };
    const person = { userId: `${mark}-u1` };
    for (const [path, body] of [
      ["/api/v1/funnels", { name: `${mark} funnel`, steps }],
      ["/api/v1/segments", { name: `${mark} segment`, segment }],
      ["/api/v1/keys", { name: "key", permissions: ["ingest"] }],
      ["/process-events", {}],
      ["/api/v1/privacy/exports", person],
    ] as const) {
      const answer = await call("POST", path, body, id);
      expect([path, answer.ok, answer.ok || (await answer.text())]).toEqual([path, true, true]);
    }
    await untilExported(id);
    await new StoreReader(server).text(
      `INSERT INTO receptions_1d_v1 VALUES ('${id}', '2024-01-01', now64(3)), ('default', '2024-01-01', now64(3))`,
    );
    const letters = join(server.dataFolder, "dead-letters");
    mkdirSync(letters, { recursive: true });
    const letter = (project_id: string, row: string) => JSON.stringify({ project_id, error: "no", row });
    const lines = [letter(id, JSON.stringify({ user_id: mark })), letter("default", "{}")];
    writeFileSync(join(letters, "batch-0.ndjson"), `${lines.join("\n")}\n`);
    return id;
  }

  async function untilExported(id: string): Promise<void> {
    for (;;) {
      const answer = await call("GET", "/api/v1/privacy/jobs", undefined, id);
      const { jobs } = (await answer.json()) as { jobs: { status: string }[] };
      if (jobs.every(({ status }) => status === "completed")) return;
      await Bun.sleep(50);
    }
  }

  /** As a client that does not know of the deletion; answers how many requests were taken. */
  async function sendUntilRefused(): Promise<number> {
    for (let taken = 0; ; taken++) {
      const answer = await send(project, taken);
      if (answer === 202) continue;
      expect(answer).toBe(404);
      return taken;
    }
  }

  /** Kills it once in each stage, or as near to it as the machine allows, then lets it finish. */
  async function killUntilDone(): Promise<string[]> {
    const stages: string[] = [];
    for (const target of ["", "store", "files", "catalog"]) {
      const { status, stage } = await untilStage(target);
      if (status === "completed") return stages;
      await Bun.sleep(random.whole(0, 150));
      stages.push(stage || "leaving out");
      await server.kill();
      server = await start();
      expect(await send(project, 0)).toBe(404);
    }
    await untilStage("completed");
    return stages;
  }

  async function untilStage(target: string): Promise<{ status: string; stage: string }> {
    for (;;) {
      const { status, jobs } = await deletion();
      const stage = jobs[0]?.stage ?? "";
      if (status === "completed" || stage === target) return { status, stage };
      if (random.whole(0, 9) === 0) await send("default", 9);
      await Bun.sleep(10);
    }
  }

  async function deletion(): Promise<Deletion> {
    return (await (await call("GET", `/api/v1/projects/${project}/deletion`)).json()) as Deletion;
  }

  /** 300 events of 50 users over five weeks; those of the one project are marked. */
  async function send(to: string, batch: number): Promise<number> {
    const word = to === "default" ? "plain" : mark;
    const events = Array.from({ length: 300 }, (_, index) => ({
      eventName: [`${word} a`, "page_view", "b"][index % 3],
      userId: `${word}-u${random.whole(0, 49)}`,
      eventId: `${word}-${batch}-${index}-${random.whole(0, 1e9)}`,
      sessionId: `${word}-s${random.whole(0, 99)}`,
      timestamp: Date.UTC(2024, 0, 15) + random.whole(0, 35 * 24 * 60) * minuteMs,
      pageUrl: `https://shop.example/${word}/p${random.whole(0, 9)}`,
      properties: { mail: `${word}@example.com` },
    }));
    const answer = await call("POST", "/api/v1/events", events, to);
    if (answer.status === 202 && to === "default") kept += events.length;
    return answer.status;
  }

  function call(method: string, path: string, body?: unknown, to?: string): Promise<Response> {
    const headers = to === undefined ? {} : { "X-Project-Id": to };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(`${server.url}${path}`, { method, headers, ...sent });
  }

  function start(): Promise<ServerProcess> {
    return ServerProcess.listening({ dataFolder: join(folder, "data") });
  }
});

async function rowsByTable(store: StoreReader, project: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    counts[table] = await store.number(`SELECT count() FROM ${table} WHERE project_id = '${project}'`);
  }
  return counts;
}
