import { afterAll, beforeAll, expect, test } from "bun:test";
import { systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { ClickHouseStore } from "./clickhouse-store.ts";
import { migrate } from "./migrate.ts";
import { type TestStore, startTestStore } from "./start-test-store.ts";

/**
 * The client and the schema work with any ClickHouse server, as `CLICKHOUSE_URL` names it: here with
 * another user and another database than those of the embedded one.
 */
let given: TestStore;
let byUrl: ClickHouseStore;

beforeAll(async () => {
  given = await startTestStore();
  const { host } = new URL(given.embedded.url);
  byUrl = new ClickHouseStore({ url: `http://default:@${host}/default`, headers: given.embedded.headers });
}, 60_000);

afterAll(async () => {
  await byUrl.close();
  await given.stop();
});

test("user and database are those of the URL", async () => {
  expect(await select("SELECT currentUser() AS user, currentDatabase() AS database")).toEqual([
    { user: "default", database: "default" },
  ]);
}, 30_000);

test("it is migrated, loaded and read like the embedded one", async () => {
  await migrate({ store: byUrl, clock: systemClock, logger: silentLogger });
  const row = {
    seq: 1,
    session_id: "s",
    session_seed: 5,
    project_id: "p",
    event_id: "e",
    name: "page",
    time: 5,
  };
  const rows = new TextEncoder().encode(
    `${JSON.stringify({ ...row, visitor_id: "v", properties: { a: 1 } })}\n`,
  );
  for (const token of ["one", "one", "two"]) {
    expect(await byUrl.insertRows({ table: "events_v1", rows, token })).toEqual({
      ok: true,
      value: undefined,
    });
  }
  const tables = ["events_15m_v1", "visitors_1d_v1", "sessions_v1"];
  for (const table of tables) {
    expect([table, await select(`SELECT sum(events) AS events FROM ${table}`)]).toEqual([
      table,
      [{ events: 2 }],
    ]);
  }
  const [inTheOther] = await given.select<{ n: number }>("SELECT count() AS n FROM events_v1");
  expect(inTheOther).toEqual({ n: 0 });
}, 30_000);

test("a server that refuses the user says so", async () => {
  const { host } = new URL(given.embedded.url);
  const nobody = new ClickHouseStore({
    url: `http://nobody:x@${host}/default`,
    headers: given.embedded.headers,
  });
  const migrated = migrate({ store: nobody, clock: systemClock, logger: silentLogger });
  await expect(migrated).rejects.toThrow(/Authentication failed/);
  await nobody.close();
}, 30_000);

async function select(sql: string): Promise<readonly unknown[]> {
  const answer = await byUrl.query({
    rowsOf: "every project",
    sql,
    params: {},
    timeoutMs: 10_000,
    memoryBytesMax: 1e9,
  });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  return answer.value.rows;
}
