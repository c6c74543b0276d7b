import { sleep } from "../kernel/retry.ts";
import type { ClickHouseStore } from "./clickhouse-store.ts";
import { lockIdSql } from "./store-locks.ts";

/**
 * Does the work while no server inserts events. Every insert looks, as its first thing, whether the lock `loading` is
 * held, and is refused then. ClickHouse lists a statement before it runs anything of it, so an insert that has not seen
 * the lock was listed before it: those are waited for.
 */
export function whileLoadingStands<T>(store: ClickHouseStore, work: () => Promise<T>): Promise<T> {
  return store.locks.hold("loading", {}, async (lost) => {
    let left = await insertsAmong(store, null);
    while (left.length > 0) {
      lost.throwIfAborted();
      await sleep(pollMs);
      left = await insertsAmong(store, left);
    }
    return work();
  });
}

/** A condition that is always true, or refuses the whole insert. */
export const loadingMayGoOn = `(SELECT throwIf(count() > 0, 'counts are being made anew; loading stands for a moment')
  FROM system.processes WHERE query_id = ${lockIdSql("loading")}) = 0`;

/** Which inserts of events run; of those that are given, or all. */
async function insertsAmong(store: ClickHouseStore, among: readonly string[] | null): Promise<string[]> {
  const answer = await store.query<{ query_id: string }>({
    sql: `SELECT query_id FROM system.processes WHERE query_kind = 'Insert' AND current_database = currentDatabase()
      AND startsWith(query, 'INSERT INTO events_v1 ') AND ({all:Bool} OR has({among:Array(String)}, query_id))`,
    params: { all: among === null, among: among ?? [] },
    timeoutMs: 30_000,
    memoryBytesMax: 1e8,
  });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  return answer.value.rows.map(({ query_id }) => query_id);
}

const pollMs = 10;
