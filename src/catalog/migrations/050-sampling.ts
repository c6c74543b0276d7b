import type { Kysely, Migration } from "kysely";

/** When a project first kept less than all of its events; null: never. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("projects").addColumn("sampled_since", "bigint").execute();
}

export const samplingMigration: Migration = { up };
