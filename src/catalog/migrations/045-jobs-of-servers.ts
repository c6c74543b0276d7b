import type { Kysely, Migration } from "kysely";

/** Jobs work on a server's own files, so each belongs to one server, by its log's id. Older ones are whoever's. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("jobs").addColumn("log_id", "varchar(64)").execute();
}

export const jobsOfServersMigration: Migration = { up };
