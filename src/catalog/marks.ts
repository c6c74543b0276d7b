import type { Kysely } from "kysely";
import type { ProjectId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

/** Positions that only move forward, by project and name. */
export class Marks {
  readonly #db: Kysely<CatalogTables>;

  constructor(db: Kysely<CatalogTables>) {
    this.#db = db;
  }

  /** Moves the mark to `position` and returns where it was; 0 for a new one. Callers never share a range. */
  async advance(project: ProjectId, name: string, position: number): Promise<number> {
    return this.#db.transaction().execute(async (transaction) => {
      // Writes before it reads: on PostgreSQL that locks the row, so a second caller waits for the first.
      const mark = await transaction
        .insertInto("marks")
        .values({ project_id: project, name, position: 0 })
        .onConflict((conflict) =>
          conflict
            .columns(["project_id", "name"])
            .doUpdateSet((row) => ({ position: row.ref("marks.position") })),
        )
        .returning("position")
        .executeTakeFirstOrThrow();
      const before = mark.position;
      await transaction
        .updateTable("marks")
        .set({ position: Math.max(before, position) })
        .where("project_id", "=", project)
        .where("name", "=", name)
        .execute();
      return before;
    });
  }
}
