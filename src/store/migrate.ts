import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../kernel/assert.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { ClickHouseStore } from "./clickhouse-store.ts";

/**
 * Brings the store's tables up to date: numbered `.sql` files, each applied once, in order, and never
 * changed afterwards. Statements are idempotent, so a migration that a crash interrupted runs again.
 */
export async function migrate(parts: {
  store: ClickHouseStore;
  clock: Clock;
  logger: Logger;
}): Promise<void> {
  const { store, clock, logger } = parts;
  await store.command(migrationsTable);
  const applied = await readApplied(store);
  const known = readMigrations();
  checkHistory(applied, known);
  for (const migration of known.slice(applied.length)) {
    for (const statement of statementsOf(render(migration.text))) await store.command(statement);
    const { version, name, checksum } = migration;
    await store.command(
      `INSERT INTO schema_migrations (version, name, checksum, applied_at) VALUES (${version}, '${name}', '${checksum}', ${clock.now()})`,
    );
    logger.info("migrated the event store", { migration: name });
  }
}

interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

interface Migration extends AppliedMigration {
  readonly text: string;
}

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations
  (version UInt32, name String, checksum String, applied_at Int64) ENGINE = MergeTree ORDER BY version`;

async function readApplied(store: ClickHouseStore): Promise<readonly AppliedMigration[]> {
  const sql = "SELECT DISTINCT version, name, checksum FROM schema_migrations ORDER BY version";
  const answer = await store.query<AppliedMigration>({
    sql,
    params: {},
    timeoutMs: 30_000,
    memoryBytesMax: 1e9,
  });
  if (!answer.ok) throw new Error("the event store does not answer", { cause: answer.error });
  return answer.value.rows;
}

function readMigrations(): Migration[] {
  const folder = join(import.meta.dir, "schema");
  const files = readdirSync(folder).filter((file) => /^\d{3}_\w+\.sql$/.test(file));
  return files.toSorted().map((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const checksum = Bun.hash.xxHash64(text).toString(16).padStart(16, "0");
    return { version: Number(file.slice(0, 3)), name: file.replace(".sql", ""), checksum, text };
  });
}

function checkHistory(applied: readonly AppliedMigration[], known: readonly Migration[]): void {
  if (applied.length > known.length) {
    const newest = applied.at(-1)!.name;
    throw new Error(
      `the event store was made by a newer Tidemark (${newest}); upgrade Tidemark or use another store`,
    );
  }
  for (const [index, { name, checksum }] of applied.entries()) {
    if (known[index]!.name === name && known[index]!.checksum === checksum) continue;
    throw new Error(
      `the migration ${name} in the event store differs from this Tidemark's; use the version that made it`,
    );
  }
}

/** What the files leave open; a single server fills it in like this. */
const placeholders: Readonly<Record<string, string>> = {
  on_cluster: "",
  replicated: "",
  deduplication_window: "non_replicated_deduplication_window",
};

function render(text: string): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = placeholders[name];
    assert(value !== undefined, `the placeholder ${name} is declared`);
    return value;
  });
}

function statementsOf(text: string): string[] {
  const withoutComments = text.replaceAll(/^\s*--.*$/gm, "");
  return withoutComments
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter(Boolean);
}
