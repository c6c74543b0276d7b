import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Analytics } from "../../src/analytics/analytics.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { limits } from "../../src/kernel/limits.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { ok } from "../../src/kernel/result.ts";
import { ClickHouseStore } from "../../src/store/clickhouse-store.ts";
import { startEmbeddedClickHouse } from "../../src/store/embedded/supervisor.ts";
import { migrate } from "../../src/store/migrate.ts";
import { queryCases } from "./cases.ts";
import { type Comparison, compare } from "./compare.ts";
import { seedEvents } from "./seed.ts";

/*
 * `npm run bench:query`: seeds 10 million events and prints for every question the p50 and p95 of Tidemark's answer
 * beside the median of the plainest correct SQL, asked in turn in the same run. Nothing is answered from the cache.
 */

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000000" },
    repetitions: { type: "string", default: "31" },
    only: { type: "string" },
    /** Leaves the plain SQL out, which at 50 million events takes more memory and minutes than the store has. */
    "without-plain": { type: "boolean", default: false },
    /** Keeps the seeded folder, or uses it again. */
    folder: { type: "string" },
  },
});

const project = "bench";
const endMs = Date.UTC(2026, 5, 1);
const folder = values.folder ?? (await mkdtemp(join(tmpdir(), "tidemark-bench-query-")));
await mkdir(folder, { recursive: true });
const embedded = await startEmbeddedClickHouse({
  folder,
  clock: systemClock,
  logger: silentLogger,
  memoryBytesMax: 3 * 1024 ** 3,
});
const store = new ClickHouseStore(embedded);
try {
  await migrate({ store, clock: systemClock, logger: silentLogger });
  await seedUnlessThere(Number(values.events));
  await print(await measureAll(Number(values.repetitions)));
} finally {
  await store.close();
  await embedded.stop();
  if (values.folder === undefined) await rm(folder, { recursive: true });
}

async function seedUnlessThere(events: number): Promise<void> {
  const there = await store.query<{ n: number }>({
    sql: "SELECT count() AS n FROM events_v1 WHERE project_id = {project:String}",
    params: { project },
    timeoutMs: 60_000,
    memoryBytesMax: 1e9,
  });
  if (there.ok && there.value.rows[0]?.n === events) return;
  const started = performance.now();
  await seedEvents(store, { events, visitors: 200_000, days: 90, endMs, project }, (done) => {
    process.stderr.write(`\rseeded ${done} of ${events} events`);
  });
  process.stderr.write(` in ${Math.round((performance.now() - started) / 1_000)} s\n`);
}

async function measureAll(repetitions: number): Promise<Comparison[]> {
  let version = 0;
  const analytics = new Analytics({
    isSampled: () => false,
    store: () => Promise.resolve(ok(store)),
    dataVersion: () => version++,
    clock: { now: () => endMs },
    limits: {
      timeoutMs: limits.queryTimeoutMs,
      memoryBytesMax: limits.queryMemoryBytesMax,
      runningPerProjectMax: limits.queryConcurrencyPerProject,
      waitingPerProjectMax: limits.queryWaitingPerProject,
      streamTimeoutMs: limits.exportTimeoutMs,
      streamsPerProjectMax: limits.exportConcurrencyPerProject,
    },
  });
  const comparisons: Comparison[] = [];
  for (const one of queryCases(endMs)) {
    if (values.only !== undefined && !one.name.includes(values.only)) continue;
    const comparison = await compare(one, analytics, values["without-plain"] ? null : store, {
      project,
      repetitions,
    });
    comparisons.push(comparison);
    process.stderr.write(`  ${one.name}: ${Math.round(comparison.p50)} ms\n`);
  }
  return comparisons;
}

async function print(comparisons: readonly Comparison[]): Promise<void> {
  const rows = comparisons.map(({ name, budgetMs, p50, p95, plainP50 }) => ({
    question: name,
    "p50 ms": Math.round(p50),
    "p95 ms": Math.round(p95),
    "budget p95": budgetMs ?? "",
    "plain SQL p50": plainP50 === null ? "" : Math.round(plainP50),
    "of plain": plainP50 === null ? "" : `${(p50 / plainP50).toFixed(2)}×`,
  }));
  console.table(rows);
  const memory = await Bun.file(`/proc/${String(embedded.pid())}/status`)
    .text()
    .catch(() => "");
  console.log(
    `store resident: ${/VmRSS:\s+(.*)/.exec(memory)?.[1] ?? "unknown"}, at most ${/VmHWM:\s+(.*)/.exec(memory)?.[1] ?? "unknown"}`,
  );
  const results = join(import.meta.dir, "..", "results");
  await mkdir(results, { recursive: true });
  await Bun.write(
    join(results, "query.json"),
    JSON.stringify({ at: new Date().toISOString(), comparisons }, null, 2),
  );
}
