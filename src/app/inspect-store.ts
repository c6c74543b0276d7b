import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { ClickHouseStore } from "../store/clickhouse-store.ts";
import { startEmbeddedClickHouse } from "../store/embedded/supervisor.ts";
import type { Config } from "./config.ts";
import { openStore } from "./store.ts";

/** What the event store says of itself. */
export interface StoreInspection {
  readonly version: string;
  /** How far its clock is ahead of ours. */
  readonly clockAheadMs: number;
  /** Null when it has no tables yet. */
  readonly tables: StoreTables | null;
}

export interface StoreTables {
  /** Migrations by name, in their order. */
  readonly applied: readonly string[];
  /** Those that this Tidemark brings and the store lacks. */
  readonly pending: readonly string[];
  /** Those that the store has and this Tidemark does not know, so a newer one was here. */
  readonly unknown: readonly string[];
  readonly events: number;
}

/**
 * Asks the configured server, or starts the embedded one for a moment: on its folder where there is
 * one, else on a folder that is removed again, to see whether it starts at all. Changes no table. The
 * error is a sentence of the store or the system.
 */
export async function inspectStore(config: Config, folder: string): Promise<Result<StoreInspection, string>> {
  try {
    if (config.CLICKHOUSE_URL !== undefined)
      return await inspectServer({ url: config.CLICKHOUSE_URL, headers: {} });
    const isThere = existsSync(folder) && readdirSync(folder).length > 0;
    return isThere ? await inspectEmbedded(config, folder) : await inspectOnTrial(config);
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  }
}

async function inspectOnTrial(config: Config): Promise<Result<StoreInspection, string>> {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-doctor-"));
  try {
    return await inspectEmbedded(config, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inspectEmbedded(config: Config, folder: string): Promise<Result<StoreInspection, string>> {
  const memoryBytesMax = config.TIDEMARK_STORE_MEMORY_BYTES;
  const embedded = await startEmbeddedClickHouse({
    folder,
    clock: systemClock,
    logger: silentLogger,
    memoryBytesMax,
  });
  try {
    return await inspectServer({ url: embedded.url, headers: embedded.headers });
  } finally {
    await embedded.stop();
  }
}

async function inspectServer(address: {
  url: string;
  headers: Readonly<Record<string, string>>;
}): Promise<Result<StoreInspection, string>> {
  const store = openStore(address);
  try {
    const askedAt = systemClock.now();
    const about = await ask<About>(store, aboutSql);
    if (!about.ok) return about;
    const { version, now, migrated } = about.value[0]!;
    const tables = migrated === 0 ? ok(null) : await readTables(store);
    if (!tables.ok) return tables;
    return ok({ version, clockAheadMs: now - (askedAt + systemClock.now()) / 2, tables: tables.value });
  } finally {
    await store.close();
  }
}

interface About {
  readonly version: string;
  readonly now: number;
  readonly migrated: number;
}

const aboutSql = `SELECT version() AS version, toUnixTimestamp64Milli(now64(3)) AS now,
  (SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'schema_migrations') AS migrated`;

async function readTables(store: ClickHouseStore): Promise<Result<StoreTables, string>> {
  const names = await ask<{ name: string }>(
    store,
    "SELECT DISTINCT name, version FROM schema_migrations ORDER BY version",
  );
  if (!names.ok) return names;
  const applied = names.value.map(({ name }) => name);
  const isThere = applied.length > 0;
  const counted = isThere
    ? await ask<{ events: number }>(store, "SELECT count() AS events FROM events_v1")
    : ok([]);
  if (!counted.ok) return counted;
  const own = ownMigrations();
  const pending = own.filter((name) => !applied.includes(name));
  const unknown = applied.filter((name) => !own.includes(name));
  return ok({ applied, pending, unknown, events: counted.value[0]?.events ?? 0 });
}

function ownMigrations(): string[] {
  const files = readdirSync(join(import.meta.dir, "../store/schema"));
  return files
    .filter((file) => /^\d{3}_\w+\.sql$/.test(file))
    .map((file) => file.replace(".sql", ""))
    .toSorted();
}

async function ask<Row>(store: ClickHouseStore, sql: string): Promise<Result<readonly Row[], string>> {
  const answer = await store.query<Row>({
    rowsOf: "every project",
    sql,
    params: {},
    timeoutMs,
    memoryBytesMax,
  });
  if (answer.ok) return ok(answer.value.rows);
  const { message, cause } = answer.error;
  return err(cause instanceof Error ? cause.message : message);
}

const timeoutMs = 10_000;
const memoryBytesMax = 500_000_000;
