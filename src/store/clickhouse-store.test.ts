import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { ClickHouseStore } from "./clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "./embedded/supervisor.ts";
import { migrate } from "./migrate.ts";

let folder: string;
let embedded: EmbeddedClickHouse;
let store: ClickHouseStore;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tidemark-store-"));
  embedded = await startEmbeddedClickHouse({
    folder,
    clock: systemClock,
    logger: silentLogger,
    memoryBytesMax: 2e9,
  });
  store = new ClickHouseStore(embedded);
  await migrate({ store, clock: systemClock, logger: silentLogger });
}, 30_000);

afterAll(async () => {
  await store.close();
  await embedded.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("inserting", () => {
  test("the same token twice stores once, in the table and behind every view", async () => {
    const rows = encode(Array.from({ length: 500 }, (_, index) => row("twice", index)));
    for (const token of ["log:1", "log:1"]) {
      expect((await store.insertRows({ table: "events_v1", rows, token })).ok).toBe(true);
    }
    expect(await counts("twice")).toEqual({ events: 500, rollup: 500, devices: 500, sessions: 500 });
  });

  test("rows of many months that a crash left half stored are completed by the same token", async () => {
    const months = Array.from({ length: 30 }, (_, index) => row("half", index, Date.UTC(2020, index, 15)));
    // What a crash between two partitions leaves: the first of them is in whole, under the batch's token.
    await store.insertRows({ table: "events_v1", rows: encode(months.slice(0, 12)), token: "log:half" });
    await store.insertRows({ table: "events_v1", rows: encode(months), token: "log:half" });
    expect((await counts("half")).events).toBe(30);
  });

  test("one bad row at the end means that none of 50,000 is stored, and says so", async () => {
    const good = Array.from({ length: 49_999 }, (_, index) => row("refused", index));
    const bad = { ...row("refused", 50_000), value: "no number" };
    const answer = await store.insertRows({
      table: "events_v1",
      rows: encode([...good, bad]),
      token: "log:2",
    });
    expect(answer.ok ? "stored" : answer.error.retryable).toBe(false);
    expect(await counts("refused")).toEqual({ events: 0, rollup: 0, devices: 0, sessions: 0 });
  });

  test("rows that cannot be read are left out when that is asked for, whole, and always the same", async () => {
    const mixed = (index: number) => ({ ...row("mixed", index), seq: 1e6 + index });
    const odd = [
      "[1,2",
      '{"seq":1} trailing',
      '"text"',
      "{}}",
      '{"project_id":"mixed","time":"tomorrow"}',
      "",
    ];
    const lines = Array.from({ length: 3_000 }, (_, index) => {
      if (index % 5 === 0) return JSON.stringify(mixed(index));
      if (index % 5 === 1) return JSON.stringify({ ...mixed(index), value: "no number" });
      if (index % 5 === 2) return JSON.stringify({ ...mixed(index), nowhere: 1 });
      if (index % 5 === 3) return JSON.stringify({ ...mixed(index), properties: { "a.b": 1, "a%2Eb": 2 } });
      return odd[index % odd.length]!;
    });
    const insert = { table: "events_v1", rows: new TextEncoder().encode(`${lines.join("\n")}\n`) };
    expect(await store.insertRows({ ...insert, token: "log:mixed" })).toMatchObject({ ok: false });
    for (let time = 0; time < 2; time++) {
      const again = { ...insert, token: "log:mixed:readable", skipUnreadable: true };
      expect(await store.insertRows(again)).toEqual({ ok: true, value: undefined });
    }
    const good = Array.from({ length: 600 }, (_, index) => 1e6 + index * 5);
    const stored = await store.storedEvents({ table: "events_v1", from: 1e6, to: 1e6 + 3_000 });
    expect(stored.ok && stored.value.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual(good);
    expect((await counts("mixed")).rollup).toBe(600);
  });

  test("a table that is not there may come: the rows are not to blame", async () => {
    const answer = await store.insertRows({ table: "missing", rows: encode([row("p", 1)]), token: "log:3" });
    expect(answer.ok ? "stored" : answer.error.retryable).toBe(true);
  });

  test("a server that is not there may come", async () => {
    const nowhere = new ClickHouseStore({ url: "http://127.0.0.1:9", headers: {} });
    const answer = await nowhere.insertRows({
      table: "events_v1",
      rows: encode([row("p", 1)]),
      token: "log:4",
    });
    expect(answer.ok ? "stored" : answer.error.retryable).toBe(true);
    const asked = await nowhere.query({ rowsOf: "every project", sql: "SELECT 1", ...bounds });
    expect(asked.ok ? "answered" : asked.error.code).toBe("store_unavailable");
    await nowhere.close();
  });

  test("properties come back as they went in, whatever their names and values", async () => {
    const properties = {
      "a.b": 1,
      a: { b: 2, "c.d": [1, "x", { y: 2.5 }] },
      date: "2024-01-01",
      time: "2024-01-01T00:00:00Z",
      "": "empty key",
      __proto__x: true,
      'quote"back\\slash`': "'",
      ключ: "значение ☃ 𝒳",
      number: 1e300,
      nul: "a\u0000b",
    };
    await store.insertRows({
      table: "events_v1",
      rows: encode([{ ...row("props", 1), properties }]),
      token: "log:5",
    });
    const answer = await store.query<{ properties: unknown }>({
      rowsOf: "every project",
      sql: "SELECT properties FROM events_v1 WHERE project_id = 'props'",
      ...bounds,
    });
    expect(answer.ok && answer.value.rows[0]?.properties).toEqual(properties);
  });

  test("a time is epoch milliseconds, also in the first seconds of 1970 and far ahead", async () => {
    const times = [0, 5, 999, 1_000, 1_699_564_800_123, Date.UTC(2298, 11, 31)];
    const rows = encode(times.map((time, index) => row("times", index, time)));
    await store.insertRows({ table: "events_v1", rows, token: "log:6" });
    const answer = await store.query<{ ms: number }>({
      rowsOf: "every project",
      sql: "SELECT toUnixTimestamp64Milli(time) AS ms FROM events_v1 WHERE project_id = 'times' ORDER BY seq",
      ...bounds,
    });
    expect(answer.ok && answer.value.rows.map(({ ms }) => ms)).toEqual(times);
  });
});

describe("querying", () => {
  test("binds values, so that they are never SQL", async () => {
    const hostile = `'); DROP TABLE events_v1; -- {p:String} \\ \n\t`;
    const answer = await store.query<{ echo: string }>({
      rowsOf: "every project",
      ...bounds,
      sql: "SELECT {p0:String} AS echo",
      params: { p0: hostile },
    });
    expect(answer.ok && answer.value.rows).toEqual([{ echo: hostile }]);
  });

  test("cannot write", async () => {
    const answer = await store.query({ rowsOf: "every project", sql: "DROP TABLE events_v1", ...bounds });
    expect(answer.ok).toBe(false);
    expect(
      (await store.query({ rowsOf: "every project", sql: "SELECT count() FROM events_v1", ...bounds })).ok,
    ).toBe(true);
  });

  test("ends at its time limit and at its memory limit, with a code that says which", async () => {
    const slow = await store.query({
      rowsOf: "every project",
      ...bounds,
      sql: "SELECT sum(sipHash64(number)) FROM numbers(100000000000)",
      timeoutMs: 200,
    });
    expect(slow.ok ? "answered" : slow.error.code).toBe("query_timeout");
    const large = await store.query({
      rowsOf: "every project",
      ...bounds,
      sql: "SELECT uniqExact(number) FROM numbers(100000000)",
      memoryBytesMax: 10_000_000,
    });
    expect(large.ok ? "answered" : large.error.code).toBe("query_too_large");
  });

  test("is cancelled in the server when its client leaves", async () => {
    const leaving = new AbortController();
    const sql = "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)";
    const asked = store.query({
      rowsOf: "every project",
      ...bounds,
      sql,
      timeoutMs: 30_000,
      signal: leaving.signal,
    });
    await until(async () => (await runningCount()) === 1);
    leaving.abort();
    await asked;
    await until(async () => (await runningCount()) === 0);
  }, 20_000);
});

describe("migrating", () => {
  test("again changes nothing", async () => {
    await migrate({ store, clock: systemClock, logger: silentLogger });
    const applied = await store.query<{ n: number }>({
      rowsOf: "every project",
      sql: "SELECT count() AS n FROM schema_migrations",
      ...bounds,
    });
    const distinct = await store.query<{ n: number }>({
      rowsOf: "every project",
      sql: "SELECT uniqExact(version) AS n FROM schema_migrations",
      ...bounds,
    });
    expect(applied.ok && applied.value.rows).toEqual(distinct.ok ? [...distinct.value.rows] : []);
  });

  test("refuses a store that a newer version made, and one whose history differs", async () => {
    await store.command("INSERT INTO schema_migrations VALUES (999, '999_future', 'x', 0)");
    expect(await migrationProblem()).toContain("newer Tidemark (999_future)");
    await store.command("DELETE FROM schema_migrations WHERE version = 999");
    await store.command(
      "ALTER TABLE schema_migrations UPDATE checksum = 'x' WHERE version = 1 SETTINGS mutations_sync = 2",
    );
    expect(await migrationProblem()).toContain("001_events");
  });
});

const bounds = { params: {}, timeoutMs: 10_000, memoryBytesMax: 1e9 };

function row(project_id: string, index: number, time = Date.UTC(2024, 0, 1) + index) {
  return {
    seq: index,
    session_id: `s${index}`,
    session_seed: time,
    project_id,
    event_id: `e${index}`,
    name: "pageview",
    time,
    received_at: time,
    visitor_id: "v",
    device_type: "desktop",
    source: "edge",
    properties: {},
  };
}

function encode(rows: readonly object[]): Uint8Array {
  return new TextEncoder().encode(rows.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

async function counts(project: string) {
  const sql = `SELECT
    (SELECT count() FROM events_v1 WHERE project_id = {p:String}) AS events,
    (SELECT sum(events) FROM events_15m_v1 WHERE project_id = {p:String}) AS rollup,
    (SELECT sum(events) FROM dimensions_15m_v1 WHERE project_id = {p:String} AND dimension = 'device_type') AS devices,
    (SELECT sum(events) FROM sessions_v1 WHERE project_id = {p:String}) AS sessions`;
  const answer = await store.query<Record<string, number>>({
    rowsOf: "every project",
    ...bounds,
    sql,
    params: { p: project },
  });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  return answer.value.rows[0]!;
}

async function runningCount(): Promise<number> {
  const sql =
    "SELECT count() AS n FROM system.processes WHERE query LIKE '%sum(sipHash64%' AND query NOT LIKE '%processes%'";
  const answer = await store.query<{ n: number }>({ rowsOf: "every project", ...bounds, sql });
  return answer.ok ? answer.value.rows[0]!.n : -1;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(20);
}

function migrationProblem(): Promise<string> {
  return migrate({ store, clock: systemClock, logger: silentLogger }).then(
    () => "none",
    (cause: unknown) => String(cause),
  );
}
