import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { sleep } from "../../kernel/retry.ts";
import type { ClickHouseStore } from "../clickhouse-store.ts";

/**
 * A deletion writes parts anew; those it replaces stay on the disk for eight minutes, because ClickHouse
 * does not flush what it merges: should the new part be lost with the power, the old ones are still
 * there. To be rid of them at once and lose nothing, everything merged is flushed from now on, what was
 * merged before is flushed here, and only then the old parts are let go of.
 */
const tables = ["events_v1", "sessions_v1", "events_15m_v1", "dimensions_15m_v1", "visitors_1d_v1"] as const;

/** Before the first deletion. */
export async function writeOutMerges(store: ClickHouseStore): Promise<void> {
  for (const table of tables) {
    await store.command(`ALTER TABLE ${table} MODIFY SETTING min_rows_to_fsync_after_merge = 1`);
  }
}

/**
 * Resolves when every part that is replaced by now has left the disk. The files of a server elsewhere
 * cannot be flushed from here: there it takes the eight minutes.
 */
export async function removeOldParts(store: ClickHouseStore, where: "local" | "remote"): Promise<void> {
  const old = new Set(await partsOf(store, "NOT active"));
  if (where === "local") {
    for (const folder of await partsOf(store, "active")) await flushFiles(folder);
    for (const table of tables) {
      await store.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = 1`);
    }
  }
  try {
    const until = Date.now() + patienceMs[where];
    while ((await partsOf(store, "NOT active")).some((folder) => old.has(folder))) {
      if (Date.now() > until) throw new Error("replaced parts of the event store are still on the disk");
      await sleep(pollMs[where]);
      if (where === "local") await lookForOldParts(store);
    }
  } finally {
    for (const table of tables) {
      await store.command(
        `ALTER TABLE ${table} RESET SETTING ${where === "local" ? "old_parts_lifetime, " : ""}min_rows_to_fsync_after_merge`,
      );
    }
  }
}

const patienceMs = { local: 120_000, remote: 1_200_000 };
const pollMs = { local: 1_100, remote: 5_000 };

/** ClickHouse looks for them now and then; dropping a partition, also one that is not there, makes it look now. */
async function lookForOldParts(store: ClickHouseStore): Promise<void> {
  for (const table of tables) await store.command(`ALTER TABLE ${table} DROP PARTITION ID '190001'`);
}

async function partsOf(store: ClickHouseStore, state: "active" | "NOT active"): Promise<string[]> {
  const answer = await store.query<{ path: string }>({
    sql: `SELECT path FROM system.parts WHERE database = currentDatabase() AND has({tables:Array(String)}, table) AND ${state}`,
    params: { tables },
    timeoutMs: 30_000,
    memoryBytesMax: 1e8,
  });
  if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
  return answer.value.rows.map(({ path }) => path);
}

/** A part that is merged away meanwhile is replaced by one that ClickHouse has flushed. */
async function flushFiles(folder: string): Promise<void> {
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = await open(join(folder, entry.name), "r");
      try {
        await file.sync();
      } finally {
        await file.close();
      }
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
