import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { type TestStore, startTestStore } from "../start-test-store.ts";
import { Eraser } from "./eraser.ts";

/** The tables that the views keep up, each as sorted texts, with unmerged rows put together. */
const keptSql = {
  events_15m_v1: `SELECT project_id, name, is_bot, bucket, sum(events) FROM events_15m_v1
    GROUP BY project_id, name, is_bot, bucket`,
  dimensions_15m_v1: `SELECT project_id, dimension, is_bot, value, bucket, sum(events) FROM dimensions_15m_v1
    GROUP BY project_id, dimension, is_bot, value, bucket`,
  visitors_1d_v1: `SELECT project_id, is_bot, day, visitor_hash, sum(events), min(sample_factor) FROM visitors_1d_v1
    GROUP BY project_id, is_bot, day, visitor_hash`,
  sessions_v1: `SELECT project_id, session_id, session_seed, min(started_at), max(ended_at), sum(events),
    sum(page_views), max(is_bot), argMaxMerge(visitor_id), argMaxIfMerge(user_id), argMinIfMerge(landing_path),
    argMaxIfMerge(exit_path), argMinMerge(referrer), argMinMerge(channel), argMinMerge(country), argMinMerge(device_type),
    min(sample_factor)
    FROM sessions_v1 GROUP BY project_id, session_id, session_seed`,
} as const;
type Kept = keyof typeof keptSql;

let box: TestStore;
let eraser: Eraser;

beforeAll(async () => {
  box = await startTestStore();
  eraser = new Eraser(box.store);
});
afterAll(() => box.stop());

/** 3,000 events of 40 users in two projects over two months, three of them with their own views' rows. */
async function fill(where = "true"): Promise<void> {
  await box.store
    .command(`INSERT INTO events_v1 (project_id, event_id, name, time, received_at, seq, user_id, anonymous_id,
      visitor_id, session_id, session_seed, path, country, browser, is_bot, properties, sample_factor)
    WITH cityHash64(number, 1) AS a, cityHash64(number, 2) AS b, cityHash64(number, 3) AS c
    SELECT ['p', 'q'][a % 2 + 1], toString(number), ['page_view', 'click', 'buy'][b % 3 + 1],
      fromUnixTimestamp64Milli(toInt64(1700000000000 + c % 4000000000), 'UTC') AS at, now64(3), number,
      if(a % 5 = 0, '', concat('u', toString(b % 40))) AS user, concat('anon-', toString(b % 40)),
      if(user = '', concat('anon-', toString(b % 40)), user), concat('s', toString(b % 40), '-', toString(toDayOfYear(at) % 9)),
      toStartOfMonth(at), concat('/', toString(c % 7)), ['DE', 'US', ''][c % 3 + 1], 'Firefox', c % 11 = 0, '{"x": 1}', [1, 3, 10][c % 3 + 1]
    FROM numbers(3000) WHERE ${where} SETTINGS insert_deduplicate = 0`);
}

async function kept(): Promise<Record<Kept, string[]>> {
  const read = async (table: Kept) => {
    const texts = await box.select<{ text: string }>(
      `SELECT toString(tuple(*)) AS text FROM (${keptSql[table]}) ORDER BY text`,
    );
    return [table, texts.map(({ text }) => text)] as const;
  };
  return Object.fromEntries(await Promise.all((Object.keys(keptSql) as Kept[]).map(read))) as Record<
    Kept,
    string[]
  >;
}

async function clear(): Promise<void> {
  const tables = ["events_v1", ...Object.keys(keptSql)];
  await Promise.all(tables.map((table) => box.store.command(`TRUNCATE TABLE ${table}`)));
}

/** What a store holds that never got the events which do not fulfil the condition. */
async function neverHeld(where: string): Promise<Record<Kept, string[]>> {
  await clear();
  await fill(where);
  return kept();
}

function rows(where: string) {
  return {
    text: `SELECT seq, visitor_hash, time, session_id, session_seed FROM events_v1 WHERE ${where}`,
    params: {},
  };
}

async function erase(where: string, personIds: readonly string[] = []): Promise<number> {
  const planned = await eraser.plan({ project_id: "p", rows: rows(where), personIds });
  await eraser.eraseRows("p");
  for (const days of await eraser.dayGroups(3_000)) await eraser.rebuildDays("p", days);
  await eraser.rebuildSessions("p");
  await eraser.erasePerson("p");
  await eraser.end();
  return planned;
}

describe("an erasure", () => {
  beforeEach(clear);

  const isGone = "project_id = 'p' AND user_id = 'u7'";

  test("leaves the store as if the events had never come, to the last column", async () => {
    const expected = await neverHeld("NOT (a % 2 = 0 AND a % 5 != 0 AND b % 40 = 7)");
    await clear();
    await fill();
    const before = await kept();
    const planned = await erase(isGone);
    expect(planned).toBeGreaterThan(10);
    expect(before).not.toEqual(expected);
    expect(await kept()).toEqual(expected);
    expect(await box.select(`SELECT count() AS n FROM events_v1 WHERE ${isGone}`)).toEqual([{ n: 0 }]);
    expect(await box.select("SELECT count() AS n FROM events_v1")).toEqual([{ n: 3000 - planned }]);
  });

  test("done twice is the same, also when the same days are counted anew to the same rows", async () => {
    await fill();
    await erase(isGone);
    const once = await kept();
    await erase(`project_id = 'p' AND user_id = 'u8' AND false`);
    await eraser.plan({ project_id: "p", rows: rows("project_id = 'p'"), personIds: [] });
    for (let round = 0; round < 2; round++) {
      for (const days of await eraser.dayGroups(1e9)) await eraser.rebuildDays("p", days);
      await eraser.rebuildSessions("p");
    }
    await eraser.end();
    expect(await kept()).toEqual(once);
  });

  test("keeps counts of events that were let go of before, and takes a person's rows out all the same", async () => {
    await fill();
    await box.store.command(
      "ALTER TABLE events_v1 DELETE WHERE project_id = 'p' AND toDate(time) = '2023-12-10' AND user_id != 'u7' SETTINGS mutations_sync = 1",
    );
    const countOf = (day: string) =>
      box.select(
        `SELECT sum(events) AS n FROM events_15m_v1 WHERE project_id = 'p' AND toDate(bucket) = '${day}'`,
      );
    const before = await countOf("2023-12-10");
    const visitors = () =>
      box.select<{ n: number }>(
        "SELECT count() AS n FROM visitors_1d_v1 WHERE project_id = 'p' AND visitor_hash = sipHash64('u7')",
      );
    expect((await visitors())[0]!.n).toBeGreaterThan(0);
    await box.store.command(
      "ALTER TABLE events_v1 DELETE WHERE project_id = 'p' AND toDate(time) >= '2023-12-20' SETTINGS mutations_sync = 1",
    );
    await erase(isGone, ["u7"]);
    expect(await visitors()).toEqual([{ n: 0 }]);
    expect(await countOf("2023-12-10")).toEqual(before);
    const sessions = await box.select(
      "SELECT session_id FROM sessions_v1 WHERE project_id = 'p' GROUP BY session_id, session_seed HAVING argMaxIfMerge(user_id) = 'u7'",
    );
    expect(sessions).toEqual([]);
  });

  test("puts the replaced parts off the disk, and leaves the tables' settings as they were", async () => {
    const settings = () =>
      box.select(
        "SELECT name, engine_full FROM system.tables WHERE database = currentDatabase() ORDER BY name",
      );
    await fill();
    await erase(isGone);
    // Whatever the tests before have left.
    await eraser.removeOldParts("local");
    const before = await settings();
    await clear();
    await fill();
    await erase(isGone);
    await eraser.removeOldParts("local");
    const inactive = await box.select(
      "SELECT table, name FROM system.parts WHERE database = currentDatabase() AND NOT active AND table IN ('events_v1', 'sessions_v1')",
    );
    expect(inactive).toEqual([]);
    expect(await settings()).toEqual(before);
    // Once more, as after a crash behind it.
    await eraser.removeOldParts("local");
  }, 60_000);

  test("leaves no value of a selection in the texts of deletions that ClickHouse keeps", async () => {
    await fill();
    await erase(isGone, ["u7"]);
    const texts = await box.select<{ command: string }>("SELECT command FROM system.mutations");
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter(({ command }) => command.includes("u7"))).toEqual([]);
    expect(await box.select("SELECT name FROM system.tables WHERE name LIKE 'erasure%'")).toEqual([]);
  });
});
