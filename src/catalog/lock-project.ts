import type { Kysely } from "kysely";
import type { ProjectId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

/**
 * Whether the project is there; it cannot be deleted before the transaction ends. Whatever becomes a project's
 * own begins with this, or it could come after the project's deletion has erased everything. It writes,
 * because on PostgreSQL that locks the row, on SQLite the database.
 */
export async function lockProject(transaction: Kysely<CatalogTables>, id: ProjectId): Promise<boolean> {
  const locked = await transaction
    .updateTable("projects")
    .set((row) => ({ name: row.ref("name") }))
    .where("id", "=", id)
    .where("deleted_at", "is", null)
    .returning("id")
    .execute();
  return locked.length > 0;
}
