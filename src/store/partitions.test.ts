import { expect, test } from "bun:test";
import { startTestStore } from "./start-test-store.ts";

const firstMonth = Date.UTC(1970, 0, 15);
const lastMonth = Date.UTC(2026, 10, 15);

/**
 * What an insert costs is mostly the parts that it makes, one for each partition and table. Anybody can send
 * any times, so their number is bounded here.
 */
test("events of every month since 1970 make few parts, and are counted as what they are", async () => {
  const { store, select, stop } = await startTestStore();
  try {
    const times: number[] = [];
    for (let time = firstMonth; time <= lastMonth; time = nextMonth(time)) times.push(time);
    const rows = times.map((time, seq) => `${JSON.stringify(eventRow(time, seq))}\n`).join("");
    const insert = { table: "events_v1", rows: new TextEncoder().encode(rows), token: "history" };
    expect(await store.insertRows(insert)).toEqual({ ok: true, value: undefined });

    const partitions = await select<{ table: string; parts: number; ids: string[] }>(
      `SELECT table, uniqExact(partition_id) AS parts, groupUniqArray(partition_id) AS ids FROM system.parts
        WHERE active AND database = currentDatabase() AND table != 'schema_migrations' GROUP BY table ORDER BY table`,
    );
    const years = 2026 - 1970 + 1;
    expect(partitions.map(({ table, parts }) => [table, parts])).toEqual([
      ["dimensions_15m_v1", years],
      ["events_15m_v1", years],
      ["events_v1", 2023 - 1970 + 1 + 2 * 12 + 11],
      ["sessions_v1", years],
      ["visitors_1d_v1", years],
    ]);
    for (const { ids } of partitions) expect(ids.every((id) => /^\d{6}$/.test(id))).toBe(true);

    const months = `SELECT count() AS events FROM events_v1
      WHERE time >= toDateTime64('2023-12-01 00:00:00', 3, 'UTC') AND time < toDateTime64('2024-02-01 00:00:00', 3, 'UTC')`;
    expect(await select(months)).toEqual([{ events: 2 }]);
    expect(await select("SELECT sum(events) AS events FROM events_15m_v1")).toEqual([
      { events: times.length },
    ]);
  } finally {
    await stop();
  }
}, 120_000);

function nextMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 15);
}

function eventRow(time: number, seq: number) {
  const visitor = { visitor_id: "v", session_id: `s${seq}`, session_seed: time };
  return {
    project_id: "p",
    event_id: `e${seq}`,
    name: "pageview",
    time,
    received_at: time,
    seq,
    path: "/",
    ...visitor,
  };
}
