import type { Kysely, Migration } from "kysely";

/** Requests a minute of a key; null: as its project says. */
async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["ingest_per_minute", "reads_per_minute"]) {
    await db.schema.alterTable("api_keys").addColumn(column, "bigint").execute();
  }
}

export const keyRatesMigration: Migration = { up };
