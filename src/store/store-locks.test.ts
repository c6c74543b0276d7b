import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ClickHouseStore } from "./clickhouse-store.ts";
import { type TestStore, startTestStore } from "./start-test-store.ts";
import { whileLoadingStands } from "./while-loading-stands.ts";

/* Two clients of one store, as two servers have them. */
let box: TestStore;
let other: ClickHouseStore;

beforeAll(async () => {
  box = await startTestStore();
  other = new ClickHouseStore(box.embedded);
}, 60_000);
afterAll(async () => {
  await other.close();
  await box.stop();
});

describe("a lock", () => {
  test("is held by one at a time, and by each in the end", async () => {
    let holders = 0;
    const most: number[] = [];
    const work = async () => {
      most.push(++holders);
      await Bun.sleep(30);
      holders--;
    };
    const all = [box.store, other, box.store, other].map(({ locks }) => locks.hold("upkeep", {}, work));
    await Promise.all(all);
    expect(most).toEqual([1, 1, 1, 1]);
    expect(await sleepers()).toBe(0);
  }, 30_000);

  test("of another name is another lock, and gives back what the work returns or throws", async () => {
    const both = box.store.locks.hold("upkeep", {}, () => other.locks.hold("loading", {}, async () => 7));
    expect(await both).toBe(7);
    const failing = other.locks.hold("upkeep", {}, () => Promise.reject(new Error("no")));
    expect(failing).rejects.toThrow("no");
  }, 30_000);

  test("is free when its holder's connection is gone; the holder is told", async () => {
    const gone = new ClickHouseStore(box.embedded);
    const holding = Promise.withResolvers<AbortSignal>();
    const held = gone.locks.hold("upkeep", {}, (lost) => {
      holding.resolve(lost);
      return new Promise((resolve) => lost.addEventListener("abort", resolve));
    });
    const lost = await holding.promise;
    expect(lost.aborted).toBe(false);
    await Promise.all([gone.close(), expect(held).rejects.toThrow(`the store's lock "upkeep" was lost`)]);
    expect(await other.locks.hold("upkeep", {}, async () => "free")).toBe("free");
  }, 30_000);

  test("is not waited for by who is told to stop", async () => {
    await box.store.locks.hold("upkeep", {}, async () => {
      const signal = AbortSignal.timeout(100);
      const waiting = other.locks.hold("upkeep", { signal }, async () => "never");
      expect(waiting).rejects.toThrow();
      await waiting.catch(() => {});
    });
  }, 30_000);
});

describe("while loading stands", () => {
  const event = { project_id: "p", event_id: "e", name: "page", time: 5, visitor_id: "v", session_id: "s" };
  const insert = (seq: number) =>
    other.insertRows({
      table: "events_v1",
      rows: new TextEncoder().encode(
        `${JSON.stringify({ ...event, seq, session_seed: 5, properties: {} })}\n`,
      ),
      token: `standing:${seq}`,
    });
  const stored = () => box.select<{ n: number }>("SELECT count() AS n FROM events_v1");

  test("no client inserts, and afterwards the same batch goes in", async () => {
    await whileLoadingStands(box.store, async () => {
      expect(await insert(1)).toMatchObject({
        ok: false,
        error: { retryable: true, message: expect.stringContaining("counts are being made anew") as string },
      });
      expect(await stored()).toEqual([{ n: 0 }]);
    });
    expect(await insert(1)).toMatchObject({ ok: true });
    expect(await stored()).toEqual([{ n: 1 }]);
  }, 30_000);

  test("what was being inserted is in, with all that is counted from it", async () => {
    // Under way for a second: the rows come one by one.
    const slow = other.command(`INSERT INTO events_v1 (project_id, name, time, seq, session_id, session_seed)
      SELECT 'slow', 'page', toDateTime64(sleepEachRow(0.1), 3), number, 's', toDateTime64(5, 3)
      FROM numbers(10) SETTINGS max_block_size = 1, insert_deduplicate = 0`);
    while ((await running()) === 0) await Bun.sleep(5);
    const counts = await whileLoadingStands(box.store, () =>
      box.select("SELECT count() AS n, sum(events) AS counted FROM events_15m_v1 WHERE project_id = 'slow'"),
    );
    expect(counts).toMatchObject([{ counted: 10 }]);
    await slow;
  }, 30_000);
});

async function running(): Promise<number> {
  const [row] = await box.select<{ n: number }>(
    "SELECT count() AS n FROM system.processes WHERE startsWith(query, 'INSERT INTO events_v1 ')",
  );
  return row!.n;
}

async function sleepers(): Promise<number> {
  const [row] = await box.select<{ n: number }>(
    "SELECT count() AS n FROM system.processes WHERE query_id LIKE 'tidemark:%'",
  );
  return row!.n;
}
