import type { Kysely } from "kysely";
import type { CatalogTables } from "./schema.ts";

/**
 * The running number of what servers hold in memory of the catalog: projects, settings and keys. Each
 * change raises it in its own transaction, so who reads the same number twice has missed nothing.
 */
export class Revisions {
  readonly #db: Kysely<CatalogTables>;

  constructor(db: Kysely<CatalogTables>) {
    this.#db = db;
  }

  async current(): Promise<number> {
    const row = await this.#db
      .selectFrom("revisions")
      .select("revision")
      .where("name", "=", accessRevision)
      .executeTakeFirst();
    return row?.revision ?? 0;
  }
}

/** Within the transaction of the change. */
export async function raiseRevision(db: Kysely<CatalogTables>): Promise<void> {
  await db
    .insertInto("revisions")
    .values({ name: accessRevision, revision: 1 })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet((row) => ({ revision: row("revisions.revision", "+", 1) })),
    )
    .execute();
}

const accessRevision = "access";
