import type { ClickHouseStore } from "../clickhouse-store.ts";
import { partitionId } from "../erase/mutation.ts";

/** Rows to be let go of: parts that hold nothing else, and the partitions of the other parts. */
export interface DoomedRows {
  readonly table: string;
  readonly where: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly rows: number;
  readonly wholeParts: readonly string[];
  readonly partitions: readonly string[];
}

type Selected = Pick<DoomedRows, "table" | "where" | "params">;

/** Changes nothing. */
export async function findDoomedRows(store: ClickHouseStore, selected: Selected): Promise<DoomedRows> {
  const { table, where, params } = selected;
  const answer = await store.query<{ part: string; partition: string; doomed: number; isWhole: 0 | 1 }>({
    rowsOf: "every project",
    sql: `SELECT part, partition, doomed, doomed = held.rows AS isWhole FROM
        (SELECT _part AS part, _partition_id AS partition, count() AS doomed FROM ${table} WHERE ${where} GROUP BY part, partition) AS found
      LEFT JOIN
        (SELECT name, rows FROM system.parts WHERE database = currentDatabase() AND table = {table:String} AND active) AS held
      ON found.part = held.name ORDER BY part`,
    params: { ...params, table },
    timeoutMs: 300_000,
    memoryBytesMax: 1e9,
  });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  const found = answer.value.rows;
  const [whole, others] = [found.filter(isWhole), found.filter((row) => !isWhole(row))];
  return {
    ...selected,
    rows: found.reduce((sum, { doomed }) => sum + doomed, 0),
    wholeParts: whole.map(({ part }) => part),
    partitions: [...new Set(others.map(({ partition }) => partition))],
  };
}

/**
 * Drops the whole parts at once, and has the others rewritten in the background; `untilMutated` waits for
 * that. A part never changes, so what was found in it is what goes, whatever comes in meanwhile. Throws
 * when a part was merged since it was found: then look again.
 */
export async function letGo(store: ClickHouseStore, doomed: DoomedRows): Promise<void> {
  const { table, where, params, wholeParts, partitions } = doomed;
  for (const part of wholeParts) {
    if (!/^\d{6}(_\d+)+$/.test(part)) throw new Error(`${part} is no part`);
    await store.command(`ALTER TABLE ${table} DROP PART '${part}'`);
  }
  for (const partition of partitions) {
    await store.command(
      `ALTER TABLE ${table} DELETE IN PARTITION ID '${partitionId(partition)}' WHERE ${where} SETTINGS mutations_sync = 0`,
      params,
    );
  }
}

function isWhole(row: { isWhole: 0 | 1 }): boolean {
  return row.isWhole === 1;
}
