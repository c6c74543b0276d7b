import type { Kysely, Migration } from "kysely";

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("api_keys")
    .addColumn("id", "varchar(64)", (column) => column.primaryKey())
    .addColumn("organization_id", "varchar(64)", (column) =>
      column.notNull().references("organizations.id").onDelete("cascade"),
    )
    .addColumn("project_id", "varchar(64)", (column) => column.references("projects.id").onDelete("cascade"))
    .addColumn("name", "varchar(200)", (column) => column.notNull())
    .addColumn("prefix", "varchar(32)", (column) => column.notNull().unique())
    .addColumn("hash", "varchar(64)", (column) => column.notNull())
    .addColumn("permissions", "text", (column) => column.notNull())
    .addColumn("origins", "text")
    .addColumn("event_names", "text")
    .addColumn("created_by", "varchar(200)", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .addColumn("last_used_at", "bigint")
    .addColumn("replaced_by", "varchar(64)")
    .execute();
  await db.schema
    .createIndex("api_keys_by_project")
    .on("api_keys")
    .columns(["organization_id", "project_id"])
    .execute();
}

export const apiKeysMigration: Migration = { up };
