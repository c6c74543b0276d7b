import type { ClickHouseStore } from "../clickhouse-store.ts";
import type { Recount } from "./count-anew.ts";
import { beginDeletion, untilMutated } from "./mutation.ts";

/**
 * Deletes rows, and fills their places by counting anew. Only while nothing is being inserted; begun
 * again after a crash it comes to the same. Not by replacing partitions, although those would change in
 * one step: one may hold a year of all projects.
 */
export async function recountRows(
  store: ClickHouseStore,
  recounts: readonly Recount[],
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  // All are begun before any is waited for: each waits up to a second for its turn on a busy machine.
  for (const { table, gone } of recounts) await beginDeletion(store, { table, where: gone, params });
  for (const { table } of recounts) await untilMutated(store, table);
  for (const { table, columns, counted } of recounts) {
    // The same rows may have been inserted before and deleted since; ClickHouse would take them for a repetition.
    await store.command(
      `INSERT INTO ${table} (${columns}) SETTINGS insert_deduplicate = 0 ${counted}`,
      params,
    );
  }
}
