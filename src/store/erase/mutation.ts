import { sleep } from "../../kernel/retry.ts";
import type { ClickHouseStore } from "../clickhouse-store.ts";

/**
 * Begins to rewrite the partitions that hold matching rows without them. It may take longer than a
 * request: `untilMutated` waits for it.
 */
export async function beginDeletion(
  store: ClickHouseStore,
  rows: { table: string; where: string; params: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { table, where, params } = rows;
  const found = await store.query<{ id: string }>({
    sql: `SELECT DISTINCT _partition_id AS id FROM ${table} WHERE ${where} ORDER BY id`,
    params,
    timeoutMs: 120_000,
    memoryBytesMax: 1e9,
  });
  if (!found.ok) throw new Error(found.error.message, { cause: found.error.cause });
  for (const { id } of found.value.rows) {
    await store.command(
      `ALTER TABLE ${table} DELETE IN PARTITION ID '${partitionId(id)}' WHERE ${where} SETTINGS mutations_sync = 0`,
      params,
    );
  }
}

/**
 * Resolves when no deletion of the table is under way, also none that was begun before a crash. Throws when
 * one cannot go on, and takes it back.
 */
export async function untilMutated(store: ClickHouseStore, table: string): Promise<void> {
  for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, pollMsMax)) {
    const answer = await store.query<{ problem: string }>({ sql: unfinished, params: { table }, ...bounds });
    if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
    const [first] = answer.value.rows;
    if (first === undefined) return;
    const problem = answer.value.rows.find((row) => row.problem !== "")?.problem;
    if (problem !== undefined) {
      await store.command(killUnfinished, { table });
      throw new Error(`the event store could not delete: ${problem}`);
    }
    await sleep(waitMs);
  }
}

/** Partitions are named by six digits, `all` where a table has none; nothing else gets into a statement. */
export function partitionId(partition: string): string {
  if (!/^(?:\d{6}|all)$/.test(partition)) throw new Error(`${partition} is no partition`);
  return partition;
}

const unfinished = `SELECT latest_fail_reason AS problem FROM system.mutations
  WHERE database = currentDatabase() AND table = {table:String} AND NOT is_done`;
const killUnfinished = `KILL MUTATION WHERE database = currentDatabase() AND table = {table:String} AND NOT is_done`;
const pollMsMax = 250;
const bounds = { timeoutMs: 30_000, memoryBytesMax: 1e8 };
