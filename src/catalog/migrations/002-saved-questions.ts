import type { Kysely, Migration } from "kysely";

/** Funnels and segments that people keep: a name, and the definition as the API takes it, in JSON. */
async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of ["funnels", "segments"]) {
    await db.schema
      .createTable(table)
      .addColumn("id", "varchar(64)", (column) => column.primaryKey())
      .addColumn("project_id", "varchar(64)", (column) =>
        column.notNull().references("projects.id").onDelete("cascade"),
      )
      .addColumn("name", "varchar(200)", (column) => column.notNull())
      .addColumn("definition", "text", (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addColumn("updated_at", "bigint", (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex(`${table}_by_project`)
      .on(table)
      .columns(["project_id", "created_at"])
      .execute();
  }
}

export const savedQuestionsMigration: Migration = { up };
