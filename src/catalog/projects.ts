import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

export interface Project {
  readonly id: ProjectId;
  readonly name: string;
  readonly created_at: EpochMs;
}

export class Projects {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;

  constructor(db: Kysely<CatalogTables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Creates the project unless it is there. */
  async ensure(id: ProjectId, name: string): Promise<void> {
    await this.#db
      .insertInto("projects")
      .values({ id, name, created_at: this.#clock.now() })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  }

  async list(): Promise<Project[]> {
    return this.#db.selectFrom("projects").selectAll().orderBy("created_at").orderBy("id").execute();
  }
}
