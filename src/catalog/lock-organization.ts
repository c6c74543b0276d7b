import type { Kysely } from "kysely";
import type { OrganizationId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

/**
 * Whether the organization is there; it stays, and nobody else passes here for it, until the transaction ends. A
 * write that changes nothing locks the row on PostgreSQL and the file on SQLite.
 */
export async function lockOrganization(
  transaction: Kysely<CatalogTables>,
  organization: OrganizationId,
): Promise<boolean> {
  const locked = await transaction
    .updateTable("organizations")
    .set((row) => ({ name: row.ref("name") }))
    .where("id", "=", organization)
    .returning("id")
    .execute();
  return locked.length > 0;
}
