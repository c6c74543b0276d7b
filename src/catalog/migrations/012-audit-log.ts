import { type Kysely, type Migration, PostgresAdapter, sql } from "kysely";

/** Who did what. The database itself refuses to change or delete a row, whoever asks. */
async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("audit_log")
    .addColumn("id", "varchar(64)", (column) => column.primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("organization_id", "varchar(64)", (column) => column.notNull())
    .addColumn("project_id", "varchar(64)")
    .addColumn("actor_kind", "varchar(16)", (column) => column.notNull())
    .addColumn("actor_id", "varchar(200)", (column) => column.notNull())
    .addColumn("action", "varchar(64)", (column) => column.notNull())
    .addColumn("target", "varchar(200)", (column) => column.notNull())
    .addColumn("before", "text")
    .addColumn("after", "text")
    .addColumn("address_hash", "varchar(64)", (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("audit_log_by_time")
    .on("audit_log")
    .columns(["organization_id", "at", "id"])
    .execute();
  await (db.getExecutor().adapter instanceof PostgresAdapter ? keepInPostgres(db) : keepInSqlite(db));
}

async function keepInSqlite(db: Kysely<unknown>): Promise<void> {
  for (const change of ["UPDATE", "DELETE"]) {
    await sql`CREATE TRIGGER ${sql.ref(`audit_log_no_${change.toLowerCase()}`)}
      BEFORE ${sql.raw(change)} ON audit_log
      BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END`.execute(db);
  }
}

async function keepInPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`CREATE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$`.execute(db);
  await sql`CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only()`.execute(db);
}

export const auditLogMigration: Migration = { up };
