import { afterAll, beforeAll, expect, test } from "bun:test";
import { type CountedRow, countBy, countSessions, dimensionKeys, eventKeys, visitorKeys } from "./recount.ts";
import { type TestStore, startTestStore } from "./start-test-store.ts";

/**
 * Whatever happens to inserts, the tables hold each row once and the views count each row once: batches
 * that come twice, a view that a crash left behind, a server that is killed while it inserts.
 */
let given: TestStore;

beforeAll(async () => {
  given = await startTestStore();
}, 60_000);

afterAll(() => given.stop());

test("a view that a crash left behind catches up when the batch comes again", async () => {
  const rows = randomRows(seededRandom(1), "behind", 400, 0);
  const [view] = await given.select<{ statement: string }>(
    "SELECT create_table_query AS statement FROM system.tables WHERE database = currentDatabase() AND name = 'sessions_mv_v1'",
  );
  await given.store.command("DROP TABLE sessions_mv_v1");
  await insert(rows, "behind:1");
  await given.store.command(view!.statement);
  expect((await sessions("behind")).length).toBe(0);
  await insert(rows, "behind:1");
  await expectRecount("behind", rows);
}, 60_000);

const seed = Math.floor(Math.random() * 2 ** 31);

test(`batches that come twice, in whatever order, and kills of the server in between (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  const batches = Array.from({ length: 12 }, (_, index) => randomRows(random, "random", 250, index * 250));
  for (const [index, batch] of batches.entries()) {
    const token = `random:${index}`;
    if (index % 5 === 3) await insertWhileKilled(batch, token, random() * 40);
    else await insert(batch, token);
    if (random() < 0.3) await insert(batch, token);
    const earlier = Math.floor(random() * index);
    if (random() < 0.2) await insert(batches[earlier]!, `random:${earlier}`);
  }
  await expectRecount("random", batches.flat());
}, 120_000);

async function expectRecount(project: string, rows: readonly CountedRow[]): Promise<void> {
  const stored = await given.select<{ seq: number }>(
    "SELECT seq FROM events_v1 WHERE project_id = {p:String} ORDER BY seq",
    { p: project },
  );
  expect(stored.map(({ seq }) => seq)).toEqual(rows.map(({ seq }) => seq).sort((one, other) => one - other));
  expect(await counted("events_15m_v1", "toUnixTimestamp(bucket) * 1000, name", project)).toEqual(
    countBy(rows, eventKeys),
  );
  expect(
    await counted("dimensions_15m_v1", "toUnixTimestamp(bucket) * 1000, dimension, value", project),
  ).toEqual(countBy(rows, dimensionKeys));
  expect(
    await counted("visitors_1d_v1", "toUnixTimestamp(toDateTime(day, 'UTC')) * 1000, visitor_hash", project),
  ).toEqual(await withHashes(countBy(rows, visitorKeys)));
  expect(await sessions(project)).toEqual(countSessions(rows));
}

async function counted(table: string, keys: string, project: string): Promise<string[]> {
  const sql = `SELECT arrayStringConcat([project_id, if(is_bot, 'bot', 'human'), ${keys
    .split(/,(?![^(]*\))/)
    .map((key) => `toString(${key})`)
    .join(", ")}, toString(sum(events))], '|') AS line
  FROM ${table} WHERE project_id = {p:String} GROUP BY project_id, is_bot, ${keys}`;
  const lines = await given.select<{ line: string }>(sql, { p: project });
  return lines.map(({ line }) => line).sort();
}

/** The visitors' table knows visitors by their hash only. */
async function withHashes(lines: readonly string[]): Promise<string[]> {
  const sql = "SELECT id, toString(sipHash64(id)) AS hash FROM (SELECT arrayJoin({ids:Array(String)}) AS id)";
  const ids = [...new Set(lines.map((line) => line.split("|")[3]!))];
  const rows = await given.select<{ id: string; hash: string }>(sql, { ids });
  const hashes = new Map(rows.map(({ id, hash }) => [id, hash]));
  return lines
    .map((line) =>
      line
        .split("|")
        .with(3, hashes.get(line.split("|")[3]!)!)
        .join("|"),
    )
    .sort();
}

async function sessions(project: string): Promise<object[]> {
  const sql = `SELECT project_id, session_id, toUnixTimestamp64Milli(session_seed) AS session_seed,
    toUnixTimestamp64Milli(min(s.started_at)) AS started_at, toUnixTimestamp64Milli(max(s.ended_at)) AS ended_at,
    sum(s.events) AS events, sum(s.page_views) AS page_views, max(s.is_bot) AS is_bot,
    argMaxMerge(s.visitor_id) AS visitor_id, argMaxIfMerge(s.user_id) AS user_id,
    argMinIfMerge(s.landing_path) AS landing_path, argMaxIfMerge(s.exit_path) AS exit_path,
    argMinMerge(s.referrer) AS referrer, argMinMerge(s.channel) AS channel,
    argMinMerge(s.country) AS country, argMinMerge(s.device_type) AS device_type,
    min(s.sample_factor) AS sample_factor
  FROM sessions_v1 AS s WHERE project_id = {p:String} GROUP BY project_id, session_id, s.session_seed
  ORDER BY project_id, session_id, s.session_seed`;
  return [...(await given.select<object>(sql, { p: project }))];
}

async function insert(rows: readonly CountedRow[], token: string): Promise<void> {
  const lines = new TextEncoder().encode(
    rows.map((row) => `${JSON.stringify({ ...row, ...rest(row) })}\n`).join(""),
  );
  for (;;) {
    const inserted = await given.store.insertRows({ table: "events_v1", rows: lines, token });
    if (inserted.ok) return;
    if (!inserted.error.retryable) throw new Error(inserted.error.message);
    await Bun.sleep(50);
  }
}

async function insertWhileKilled(rows: readonly CountedRow[], token: string, afterMs: number): Promise<void> {
  const inserting = insert(rows, token);
  await Bun.sleep(afterMs);
  const pid = given.embedded.pid();
  if (pid !== null) process.kill(pid, "SIGKILL");
  await inserting;
}

function rest({ time, seq }: CountedRow) {
  return { event_id: `e${seq}`, received_at: time, source: "platform", properties: { seq } };
}

/** Many ties: few visitors, few sessions, times on a coarse grid over two months, empty values. */
function randomRows(random: () => number, project_id: string, count: number, seqFrom: number): CountedRow[] {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  return Array.from({ length: count }, (_, index) => {
    const visitor = Math.floor(random() * 8);
    return {
      seq: seqFrom + index,
      project_id,
      name: pick(["pageview", "page_view", "$pageview", "page", "click", "Pageview"]),
      time: Date.UTC(2024, 0, 31, 23) + Math.floor(random() * 12) * 10 * 60_000,
      is_bot: random() < 0.1,
      visitor_id: `visitor ${visitor}`,
      user_id: pick(["", "", `user ${visitor}`, "user x"]),
      session_id: `session ${visitor}`,
      session_seed: Date.UTC(2024, 0, 31, 23) + pick([0, 1]) * 3_600_000,
      path: pick(["", "/", "/a", "/ü|b"]),
      referrer: pick(["", "https://a.example/"]),
      referrer_domain: pick(["", "a.example"]),
      channel: pick(["direct", "social"]),
      device_type: pick(["", "desktop", "mobile"]),
      country: pick(["", "DE", "FR"]),
      browser: pick(["", "Firefox"]),
      os: pick(["", "Linux"]),
      ...pick([{}, { sample_factor: 1 }, { sample_factor: 10 }, { sample_factor: 3 }]),
    };
  });
}

function seededRandom(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
