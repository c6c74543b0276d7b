import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { ClickHouseStore } from "./clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "./embedded/supervisor.ts";
import { migrate } from "./migrate.ts";
import { readMigrations } from "./migration-files.ts";

/** A store that was filled before there was sampling, brought up to date while it holds rows. */
const views = ["events_15m_mv_v1", "dimensions_15m_mv_v1", "visitors_1d_mv_v1", "sessions_mv_v1"];
const parts = { clock: systemClock, logger: silentLogger };
let folder: string;
let embedded: EmbeddedClickHouse;
let store: ClickHouseStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-sampling-"));
  embedded = await startEmbeddedClickHouse({ ...parts, folder, memoryBytesMax: 1.5e9 });
  store = new ClickHouseStore(embedded);
}, 60_000);

afterAll(async () => {
  await store.close();
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("rows from before have the factor 1, and batches are known again that came before it, and after it", async () => {
  const migrations = readMigrations();
  const before = migrations.filter(({ name }) => name < "005");
  for (const { statements } of before) for (const statement of statements) await store.command(statement);
  await insert("old", 0);
  const old = { rows: 30, factors: 30, names: 30, values: 30, visits: 30, seen: 30 };
  expect(await totals()).toEqual(old);

  // A run that was interrupted between detaching a view and attaching it.
  for (const statement of migrations.find(({ name }) => name === "005_sampling")!.statements) {
    await store.command(statement);
    if (statement.startsWith("DETACH")) break;
  }
  await store.close();
  store = new ClickHouseStore(embedded);
  await migrate({ ...parts, store });
  await insert("old", 0);
  expect(await totals()).toEqual(old);
  expect(await factors()).toEqual({ visitors: [1, 1, 1], sessions: [1, 1, 1] });

  await insert("new", 100, 10);
  const both = { rows: 60, factors: 330, names: 330, values: 330, visits: 330, seen: 60 };
  expect(await totals()).toEqual(both);
  // The visitors of the old rows are whole in them, whatever they are kept at now; the others are one in ten.
  const mixed = { visitors: [1, 1, 1, 10, 10, 10], sessions: [1, 1, 1, 10, 10, 10] };
  expect(await factors()).toEqual(mixed);

  process.kill(embedded.pid()!, "SIGKILL");
  await insert("old", 0);
  await insert("new", 100, 10);
  expect(await totals()).toEqual(both);
  for (const table of ["visitors_1d_v1", "sessions_v1"]) await store.command(`OPTIMIZE TABLE ${table} FINAL`);
  expect(await factors()).toEqual(mixed);
}, 120_000);

test("views keep their identity, by which they know batches", async () => {
  const identities = () =>
    select("SELECT name, uuid FROM system.tables WHERE has({views:Array(String)}, name) ORDER BY name", {
      views,
    });
  const before = await identities();
  expect(before).toHaveLength(views.length);
  const { statements } = readMigrations().find(({ name }) => name === "005_sampling")!;
  for (const statement of statements) await store.command(statement);
  expect(await identities()).toEqual(before);
});

/** 30 events: of the visitors 0 to 2 when old, of 0 to 5 when new, in one session each. */
async function insert(token: string, seqFrom: number, factor?: number): Promise<void> {
  const visitors = factor === undefined ? 3 : 6;
  const time = Date.UTC(2024, 0, 31, 12);
  const lines = Array.from({ length: 30 }, (_, index) => {
    const [seq, visitor] = [seqFrom + index, index % visitors];
    const event = { event_id: `e${seq}`, name: "page", visitor_id: `v${visitor}`, country: "DE" };
    const stored = { seq, session_id: `s${visitor}`, session_seed: time, source: "platform", properties: {} };
    const sampled = factor === undefined ? {} : { sample_factor: factor };
    return `${JSON.stringify({ project_id: "p", time, received_at: time, ...event, ...stored, ...sampled })}\n`;
  });
  const rows = new TextEncoder().encode(lines.join(""));
  for (;;) {
    const inserted = await store.insertRows({ table: "events_v1", rows, token });
    if (inserted.ok) return;
    if (!inserted.error.retryable) throw new Error(inserted.error.message);
    await Bun.sleep(50);
  }
}

/** Rows of events, and what they and the tables behind the views come to. */
async function totals(): Promise<unknown> {
  const [row] = await select(`SELECT (SELECT count() FROM events_v1) AS rows,
    ${(await hasFactors()) ? "(SELECT sum(sample_factor) FROM events_v1)" : "rows"} AS factors,
    (SELECT sum(events) FROM events_15m_v1) AS names, (SELECT sum(events) FROM dimensions_15m_v1) AS values,
    (SELECT sum(events) FROM visitors_1d_v1) AS visits, (SELECT sum(events) FROM sessions_v1) AS seen`);
  return row;
}

async function hasFactors(): Promise<boolean> {
  const [found] = await select<{ n: number }>(
    "SELECT count() AS n FROM system.columns WHERE table = 'events_v1' AND name = 'sample_factor'",
  );
  return found!.n === 1;
}

/** Of the visitors of the day and of the sessions, smallest first; read as analyses read them. */
async function factors(): Promise<{ visitors: unknown[]; sessions: unknown[] }> {
  const read = async (table: string) => {
    const rows = await select<{ sample_factor: number }>(
      `SELECT sample_factor FROM ${table} FINAL ORDER BY sample_factor`,
    );
    return rows.map(({ sample_factor }) => sample_factor);
  };
  return { visitors: await read("visitors_1d_v1"), sessions: await read("sessions_v1") };
}

async function select<Row>(
  sql: string,
  params: Readonly<Record<string, unknown>> = {},
): Promise<readonly Row[]> {
  const bounds = { timeoutMs: 30_000, memoryBytesMax: 1e9 };
  const answer = await store.query<Row>({ rowsOf: "every project", sql, params, ...bounds });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  return answer.value.rows;
}
