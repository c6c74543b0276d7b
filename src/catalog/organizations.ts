import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId } from "../kernel/ids.ts";
import { type Project, insertProject } from "./projects.ts";
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
  readonly #ids: IdSource;

  constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Creates the organization unless it is there. */
  async ensure(id: OrganizationId, name: string): Promise<void> {
    await this.#db
      .insertInto("organizations")
      .values({ id, name, created_at: this.#clock.now() })
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  }

  /** With a first project: one without any could do nothing. */
  async create(name: string, projectName: string): Promise<{ organization: Organization; project: Project }> {
    const created_at = this.#clock.now();
    const organization = { id: this.#ids.opaque("org"), name, created_at };
    const project = {
      id: this.#ids.opaque("prj"),
      organization_id: organization.id,
      name: projectName,
      created_at,
    };
    await this.#db.transaction().execute(async (transaction) => {
      await transaction.insertInto("organizations").values(organization).execute();
      await insertProject(transaction, project);
    });
    return { organization, project: { ...project, settings: {}, sampled_since: null } };
  }

  async list(): Promise<Organization[]> {
    return this.#db.selectFrom("organizations").selectAll().orderBy("created_at").orderBy("id").execute();
  }
}
