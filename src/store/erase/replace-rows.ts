import type { ClickHouseStore } from "../clickhouse-store.ts";
import type { Recount } from "./count-anew.ts";
import { partitionId } from "./mutation.ts";

/**
 * Puts rows of one partition in the place of others: what stays and what takes their place go into a
 * table of their own, which then becomes the partition in one step. Readers see the one or the other,
 * and nothing waits for ClickHouse's background threads. Only while nothing is being inserted.
 */
export async function replaceRows(
  store: ClickHouseStore,
  recount: Recount,
  partition: string,
  params: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { table, gone, columns, counted } = recount;
  const id = partitionId(partition);
  const bound = { ...params, partition };
  await store.command(`DROP TABLE IF EXISTS ${staging} SYNC`);
  await store.command(`CREATE TABLE ${staging} AS ${table}`);
  await store.command(
    `INSERT INTO ${staging} SELECT * FROM ${table} WHERE _partition_id = {partition:String} AND NOT (${gone})`,
    bound,
  );
  await store.command(`INSERT INTO ${staging} (${columns}) ${counted}`, bound);
  // Nothing may be left of a partition, when all of its rows were the erased ones.
  await store.command(
    `ALTER TABLE ${table} REPLACE PARTITION ID '${id}' FROM ${staging} SETTINGS allow_replace_partition_from_empty_source = 1`,
  );
  await store.command(`DROP TABLE ${staging} SYNC`);
}

const staging = "erasure_staging_v1";
