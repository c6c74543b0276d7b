import type { Kysely, Migration } from "kysely";

/** Organizations own projects; projects have settings. What was there belongs to the organization `default`. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("organizations")
    .addColumn("id", "varchar(64)", (column) => column.primaryKey())
    .addColumn("name", "varchar(200)", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  // No foreign key: SQLite adds none to a table that is there, when the column has a default.
  await db.schema
    .alterTable("projects")
    .addColumn("organization_id", "varchar(64)", (column) => column.notNull().defaultTo("default"))
    .execute();
  await db.schema
    .alterTable("projects")
    .addColumn("settings", "text", (column) => column.notNull().defaultTo("{}"))
    .execute();
  await db.schema.alterTable("projects").addColumn("deleted_at", "bigint").execute();
  await db.schema
    .createTable("revisions")
    .addColumn("name", "varchar(64)", (column) => column.primaryKey())
    .addColumn("revision", "bigint", (column) => column.notNull())
    .execute();
}

export const organizationsMigration: Migration = { up };
