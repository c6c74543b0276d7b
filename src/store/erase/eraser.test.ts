import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { TestStore } from "../start-test-store.ts";
import { Eraser } from "./eraser.ts";
import { FilledStore, plannedRows } from "./filled-store.ts";

let filled: FilledStore;
let box: TestStore;
let eraser: Eraser;

beforeAll(async () => {
  filled = await FilledStore.start();
  ({ box } = filled);
  eraser = new Eraser(box.store, "job_1");
});
afterAll(() => box.stop());

async function erase(where: string, personIds: readonly string[] = []): Promise<number> {
  const planned = await eraser.plan({ project_id: "p", rows: plannedRows(where), personIds });
  await eraser.eraseRows("p");
  for (const days of await eraser.dayGroups(3_000)) await eraser.rebuildDays("p", days);
  await eraser.rebuildSessions("p");
  await eraser.erasePerson("p");
  await eraser.end();
  return planned;
}

describe("an erasure", () => {
  beforeEach(() => filled.clear());

  const isGone = "project_id = 'p' AND user_id = 'u7'";

  test("leaves the store as if the events had never come, to the last column", async () => {
    const expected = await filled.neverHeld("NOT (a % 2 = 0 AND a % 5 != 0 AND b % 40 = 7)");
    await filled.clear();
    await filled.fill();
    const before = await filled.kept();
    const planned = await erase(isGone);
    expect(planned).toBeGreaterThan(10);
    expect(before).not.toEqual(expected);
    expect(await filled.kept()).toEqual(expected);
    expect(await box.select(`SELECT count() AS n FROM events_v1 WHERE ${isGone}`)).toEqual([{ n: 0 }]);
    expect(await box.select("SELECT count() AS n FROM events_v1")).toEqual([{ n: 3000 - planned }]);
  });

  test("done twice is the same, also when the same days are counted anew to the same rows", async () => {
    await filled.fill();
    await erase(isGone);
    const once = await filled.kept();
    await erase(`project_id = 'p' AND user_id = 'u8' AND false`);
    await eraser.plan({ project_id: "p", rows: plannedRows("project_id = 'p'"), personIds: [] });
    for (let round = 0; round < 2; round++) {
      for (const days of await eraser.dayGroups(1e9)) await eraser.rebuildDays("p", days);
      await eraser.rebuildSessions("p");
    }
    await eraser.end();
    expect(await filled.kept()).toEqual(once);
  });

  test("keeps counts of events that were let go of before, and takes a person's rows out all the same", async () => {
    await filled.fill();
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
    await filled.fill();
    await erase(isGone);
    // Whatever the tests before have left.
    await eraser.removeOldParts("local");
    const before = await settings();
    await filled.clear();
    await filled.fill();
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
    await filled.fill();
    await erase(isGone, ["u7"]);
    const texts = await box.select<{ command: string }>("SELECT command FROM system.mutations");
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter(({ command }) => command.includes("u7"))).toEqual([]);
    expect(await box.select("SELECT name FROM system.tables WHERE name LIKE 'erasure%'")).toEqual([]);
  });
});
