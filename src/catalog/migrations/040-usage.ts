import type { Kysely, Migration } from "kysely";

/** Events stored by month, and how much of each loader's running total is in them. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("usage_months")
    .addColumn("project_id", "varchar(64)", (column) => column.notNull())
    .addColumn("month", "varchar(7)", (column) => column.notNull())
    .addColumn("events", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("usage_months_pk", ["project_id", "month"])
    .execute();
  await db.schema
    .createTable("usage_sources")
    .addColumn("project_id", "varchar(64)", (column) => column.notNull())
    .addColumn("source", "varchar(64)", (column) => column.notNull())
    .addColumn("events", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("usage_sources_pk", ["project_id", "source"])
    .execute();
}

export const usageMigration: Migration = { up };
