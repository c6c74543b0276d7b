import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { ClickHouseStore } from "./clickhouse-store.ts";
import { isClickHouseError } from "./failures.ts";
import { type Migration, readMigrations } from "./migration-files.ts";

/**
 * Brings the store's tables up to date: numbered `.sql` files, each applied once, in order, and never
 * changed afterwards. Statements are idempotent, so a migration that a crash interrupted runs again, and
 * two servers that migrate at the same time do no harm. Throws a sentence for the operator.
 */
export async function migrate(parts: {
  store: ClickHouseStore;
  clock: Clock;
  logger: Logger;
}): Promise<void> {
  const { store, clock, logger } = parts;
  await refuseOldServer(store);
  await store.command(migrationsTable);
  const applied = await read<AppliedMigration>(store, appliedSql);
  const known = readMigrations();
  checkHistory(applied, known);
  for (const { version, name, checksum, statements } of known.slice(applied.length)) {
    for (const statement of statements) await store.command(statement);
    await store.command(recordSql, { version, name, checksum, now: clock.now() });
    logger.info("migrated the event store", { migration: name });
  }
}

type AppliedMigration = Pick<Migration, "version" | "name" | "checksum">;

const migrationsTable = `CREATE TABLE IF NOT EXISTS schema_migrations
  (version UInt32, name String, checksum String, applied_at Int64) ENGINE = MergeTree ORDER BY version`;

const appliedSql = "SELECT DISTINCT version, name, checksum FROM schema_migrations ORDER BY version";

const recordSql = `INSERT INTO schema_migrations (version, name, checksum, applied_at)
  SELECT {version:UInt32}, {name:String}, {checksum:String}, {now:Int64}`;

/**
 * The version inside the box. Older ones lack `deduplicate_insert_select` or keep properties in a slower
 * form, and nobody has tried them.
 */
const oldestServer = { major: 26, minor: 7 };

async function refuseOldServer(store: ClickHouseStore): Promise<void> {
  const [row] = await read<{ version: string }>(store, "SELECT version() AS version");
  const version = row?.version ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldestServer.major || (major === oldestServer.major && minor >= oldestServer.minor)) return;
  throw new Error(
    `the event store is ClickHouse ${version}; Tidemark needs ${oldestServer.major}.${oldestServer.minor} or newer`,
  );
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

async function read<Row>(store: ClickHouseStore, sql: string): Promise<readonly Row[]> {
  const answer = await store.query<Row>({
    rowsOf: "every project",
    sql,
    params: {},
    timeoutMs: 30_000,
    memoryBytesMax: 1e9,
  });
  if (answer.ok) return answer.value.rows;
  const { message, cause } = answer.error;
  // ClickHouse's own words say which database is missing or whose password is wrong.
  throw new Error(isClickHouseError(cause) ? `the event store says: ${cause.message}` : message, {
    cause,
  });
}
