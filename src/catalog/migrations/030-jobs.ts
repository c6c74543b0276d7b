import type { Kysely, Migration } from "kysely";

/** Work that takes longer than a request and survives restarts. Nothing in it says who a person is. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("jobs")
    .addColumn("id", "varchar(64)", (column) => column.primaryKey())
    .addColumn("project_id", "varchar(64)", (column) =>
      column.notNull().references("projects.id").onDelete("cascade"),
    )
    .addColumn("kind", "varchar(32)", (column) => column.notNull())
    .addColumn("status", "varchar(16)", (column) => column.notNull())
    .addColumn("stage", "varchar(32)", (column) => column.notNull())
    .addColumn("subject", "varchar(64)", (column) => column.notNull())
    .addColumn("progress", "text", (column) => column.notNull())
    .addColumn("result", "text")
    .addColumn("problem", "text", (column) => column.notNull())
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("created_by", "varchar(200)", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("started_at", "bigint")
    .addColumn("finished_at", "bigint")
    .execute();
  await db.schema.createIndex("jobs_by_project").on("jobs").columns(["project_id", "created_at"]).execute();
  await db.schema.createIndex("jobs_by_status").on("jobs").columns(["status", "created_at"]).execute();
}

export const jobsMigration: Migration = { up };
