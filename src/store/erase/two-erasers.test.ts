import { afterAll, beforeAll, expect, test } from "bun:test";
import { SeededRandom, seedFromEnvironment } from "../../../test/harness/random.ts";
import { RetentionStore } from "../retention/retention-store.ts";
import { Eraser } from "./eraser.ts";
import { FilledStore, plannedRows } from "./filled-store.ts";

/*
 * Servers that share a store erase people whose days and sessions are the same. `TIDEMARK_ERASER_SEED` repeats the orders
 * of a run.
 */
const seed = seedFromEnvironment("TIDEMARK_ERASER_SEED");
const people = ["u7", "u8", "u14"];
const ofThem = `a % 2 = 0 AND a % 5 != 0 AND b % 40 IN (7, 8, 14)`;

let filled: FilledStore;
beforeAll(async () => {
  filled = await FilledStore.start();
});
afterAll(() => filled.box.stop());

type Step = () => Promise<unknown>;

/** The steps of one server's job; before some of them it crashes, which means that they were done before, in part or whole. */
function stepsOf(person: string, random: SeededRandom): Step[] {
  const { box } = filled;
  const eraser = new Eraser(box.store, `job_${person}`);
  const where = `project_id = 'p' AND user_id = '${person}'`;
  const groups = () => eraser.dayGroups(1e9);
  const steps: Step[] = [
    () => eraser.plan({ project_id: "p", rows: plannedRows(where), personIds: [person] }),
    () => eraser.eraseRows("p"),
    async () => {
      for (const days of await groups()) await eraser.rebuildDays("p", days);
    },
    () => eraser.rebuildSessions("p"),
    () => eraser.erasePerson("p"),
    () => eraser.end(),
  ];
  /** Killed in the middle of counting anew: the counts are gone, and nothing is in their place yet. */
  const halfRebuilt: Step = async () => {
    for (const days of await groups())
      await box.store.command(
        "ALTER TABLE events_15m_v1 DELETE WHERE project_id = 'p' AND toDate(bucket) IN {days:Array(Date)} SETTINGS mutations_sync = 1",
        { days },
      );
  };
  return steps.flatMap((step, index) => {
    if (!random.chance(0.3)) return [step];
    return [index === 2 ? halfRebuilt : step, step];
  });
}

test(`erasures whose steps come in any order leave what never was there (seed ${seed})`, async () => {
  const random = new SeededRandom(seed);
  const expected = await filled.neverHeld(`NOT (${ofThem})`);
  for (let round = 0; round < 3; round++) {
    await filled.clear();
    await filled.fill();
    const open = people.map((person) => ({ person, steps: stepsOf(person, random) }));
    const order: string[] = [];
    while (open.some(({ steps }) => steps.length > 0)) {
      const next = random.pick(open.filter(({ steps }) => steps.length > 0));
      order.push(next.person);
      await next.steps.shift()!();
    }
    expect([order.join(" "), await filled.kept()]).toEqual([order.join(" "), expected]);
    const left = "SELECT name FROM system.tables WHERE name LIKE 'erasure%'";
    expect(await filled.box.select(left)).toEqual([]);
  }
}, 120_000);

test("a day that events were let go of since is not counted anew by who began before", async () => {
  const { box } = filled;
  await filled.clear();
  await filled.fill();
  const eraser = new Eraser(box.store, "job_1");
  const countOf = (day: string) =>
    box.select(
      `SELECT sum(events) AS n FROM events_15m_v1 WHERE project_id = 'p' AND toDate(bucket) = '${day}'`,
    );
  const rows = plannedRows("project_id = 'p' AND user_id = 'u7'");
  await eraser.plan({ project_id: "p", rows, personIds: ["u7"] });
  expect((await eraser.dayGroups(1)).length).toBeGreaterThan(10);
  const [[day = ""] = []] = await eraser.dayGroups(1);
  const before = await countOf(day);
  expect(before).not.toEqual([{ n: 0 }]);
  const cutoff = Date.parse(day) + 86_400_000;
  // Received long ago as well.
  await box.store.command(
    "ALTER TABLE events_v1 UPDATE received_at = time WHERE true SETTINGS mutations_sync = 1",
  );
  expect(await new RetentionStore(box.store).letGoOfEvents(new Map([["p", cutoff]]))).toBeGreaterThan(0);
  expect((await eraser.dayGroups(1)).flat()).not.toContain(day);
  for (const days of await eraser.dayGroups(1e9)) await eraser.rebuildDays("p", days);
  expect(await countOf(day)).toEqual(before);
  await eraser.end();
}, 60_000);
