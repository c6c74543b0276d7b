/**
 * Deletes one person among a million events of ten thousand, while events come in and questions are asked, and
 * prints what was found before and after: in every table, in a fresh export, and in the files on the disk, also
 * inside of what ClickHouse compressed. `TIDEMARK_BENCH_EVENTS` says how many events.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesWith } from "../../test/harness/disk-search.ts";
import { SeededRandom } from "../../test/harness/random.ts";
import { rollupDifferences } from "../../test/harness/rollup-differences.ts";
import { drain, getJson, postJson } from "../../test/harness/server-api.ts";
import { ServerProcess } from "../../test/harness/server-process.ts";
import { StoreReader } from "../../test/harness/store-reader.ts";

const eventCount = Number(process.env["TIDEMARK_BENCH_EVENTS"] ?? 1_000_000);
const userCount = 10_000;
const person = "person-0a1b2c3d4e";
const random = new SeededRandom(1);
const from = Date.UTC(2026, 0, 1);
const days = 30;

interface JobBody {
  readonly id: string;
  readonly status: string;
  readonly export: { readonly files: readonly { readonly name: string; readonly rows: number }[] } | null;
  readonly certificate: unknown;
}

const folder = await mkdtemp(join(tmpdir(), "tidemark-bench-privacy-"));
const server = await ServerProcess.listening({
  dataFolder: join(folder, "data"),
  env: { LOG_LEVEL: "warn" },
});
try {
  for (let sent = 0; sent < eventCount; sent += 1_000) await send(1_000, true);
  await drain(server, 600_000);
  const store = new StoreReader(server);
  const before = { ...(await tables(store)), ...(await exported()), files: filesWith(folder, person).length };
  const startedAt = performance.now();
  const load = keepBusy();
  const job = await untilDone("deletions", await request("deletions"));
  const tookMs = performance.now() - startedAt;
  const busy = await load.stop();
  await drain(server);
  const after = { ...(await tables(store)), ...(await exported()), files: filesWith(folder, person).length };
  console.table({ before, after });
  console.log(
    `deleted in ${(tookMs / 1_000).toFixed(1)} s; meanwhile ${busy.events} events were accepted, and ${busy.questions} questions answered, the slowest after ${busy.slowestMs.toFixed(0)} ms`,
  );
  console.log(`counts that differ from a recount of the events: ${(await rollupDifferences(store)).length}`);
  console.log(JSON.stringify(job.certificate));
} finally {
  await server.terminate();
  await rm(folder, { recursive: true, force: true });
}

async function send(count: number, withPerson: boolean): Promise<void> {
  const events = Array.from({ length: count }, () => {
    const user = random.whole(0, userCount - 1);
    return {
      eventName: ["page_view", "click", "search", "buy"][random.whole(0, 3)],
      userId: user === 0 && withPerson ? person : `user-${user}`,
      timestamp: from + random.whole(0, days * 86_400_000 - 1),
      pageUrl: `https://shop.example/products/${random.whole(0, 499)}`,
      properties: { plan: ["free", "pro"][random.whole(0, 1)] },
    };
  });
  const response = await postJson(server, "/api/v1/events", events);
  if (!response.ok) throw new Error(await response.text());
}

async function tables(store: StoreReader): Promise<Record<string, number>> {
  const count = (sql: string) => store.number(`SELECT count() FROM ${sql}`);
  return {
    events_v1: await count(`events_v1 WHERE user_id = '${person}' OR visitor_id = '${person}'`),
    sessions_v1: await count(
      `(SELECT 1 FROM sessions_v1 GROUP BY session_id, session_seed HAVING argMaxMerge(visitor_id) = '${person}')`,
    ),
    visitors_1d_v1: await count(`visitors_1d_v1 WHERE visitor_hash = sipHash64('${person}')`),
    "all events": await count("events_v1"),
  };
}

async function exported(): Promise<Record<string, number>> {
  const job = await untilDone("exports", await request("exports"));
  return Object.fromEntries((job.export?.files ?? []).map(({ name, rows }) => [name, rows]));
}

async function request(kind: "exports" | "deletions"): Promise<string> {
  const response = await postJson(server, `/api/v1/privacy/${kind}`, { userId: person });
  return ((await response.json()) as JobBody).id;
}

async function untilDone(kind: "exports" | "deletions", id: string): Promise<JobBody> {
  for (;;) {
    const job = await getJson<JobBody>(server, `/api/v1/privacy/${kind}/${id}`);
    if (job.status === "completed" || job.status === "failed") return job;
    await Bun.sleep(50);
  }
}

/** Other people's events and questions about all of them, one after another, until it is told to stop. */
function keepBusy(): { stop(): Promise<{ events: number; questions: number; slowestMs: number }> } {
  const done = { events: 0, questions: 0, slowestMs: 0 };
  const ending = new AbortController();
  const range = { startDate: "2026-01-01", endDate: "2026-01-30" };
  const ingest = async () => {
    for (; !ending.signal.aborted; done.events += 100) await send(100, false);
  };
  const ask = async () => {
    for (; !ending.signal.aborted; done.questions++) {
      const startedAt = performance.now();
      const answer = await postJson(server, "/api/v1/time-series", {
        metrics: ["events", "visitors"],
        ...range,
      });
      if (!answer.ok) throw new Error(await answer.text());
      await answer.text();
      done.slowestMs = Math.max(done.slowestMs, performance.now() - startedAt);
    }
  };
  const running = Promise.all([ingest(), ask()]);
  return {
    stop: async () => {
      ending.abort();
      await running;
      return done;
    },
  };
}
