import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { OrganizationId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

export interface Organization {
  readonly id: OrganizationId;
  readonly name: string;
  readonly created_at: EpochMs;
}

/** Who owns projects. */
export class Organizations {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;

  constructor(db: Kysely<CatalogTables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Creates the organization unless it is there. */
  async ensure(id: OrganizationId, name: string): Promise<void> {
    await this.#db
      .insertInto("organizations")
      .values({ id, name, created_at: this.#clock.now() })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  }

  async list(): Promise<Organization[]> {
    return this.#db.selectFrom("organizations").selectAll().orderBy("created_at").orderBy("id").execute();
  }
}
