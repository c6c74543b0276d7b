import { type Kysely, SqliteAdapter, sql } from "kysely";
import type { CatalogTables } from "./schema.ts";

/**
 * What was deleted leaves SQLite's journal as well, where it would stay until the journal comes round. Throws
 * while somebody else reads; then it is to be tried again. PostgreSQL does this in its own time.
 */
export async function emptyJournal(db: Kysely<CatalogTables>): Promise<void> {
  if (!(db.getExecutor().adapter instanceof SqliteAdapter)) return;
  const { rows } = await sql<{ busy: number }>`PRAGMA wal_checkpoint(TRUNCATE)`.execute(db);
  if (rows[0]?.busy !== 0) throw new Error("the catalog's journal is being read and cannot be emptied now");
}
