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
      const mark = await transaction
        .selectFrom("marks")
        .select("position")
        .where("project_id", "=", project)
        .where("name", "=", name)
        .executeTakeFirst();
      const before = mark?.position ?? 0;
      await transaction
        .insertInto("marks")
        .values({ project_id: project, name, position: Math.max(before, position) })
        .onConflict((conflict) =>
          conflict.columns(["project_id", "name"]).doUpdateSet({ position: Math.max(before, position) }),
        )
        .execute();
      return before;
    });
  }
}
