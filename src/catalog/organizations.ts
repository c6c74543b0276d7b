import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId, ProjectId } from "../kernel/ids.ts";
import { lockOrganization } from "./lock-organization.ts";
import { type Project, insertProject } from "./projects.ts";
import { raiseRevision } from "./revisions.ts";
import type { CatalogTables } from "./schema.ts";

export interface Organization {
  readonly id: OrganizationId;
  readonly name: string;
  readonly created_at: EpochMs;
}

export type OrganizationDeletion =
  | { readonly kind: "not there" | "has projects" | "last owner" }
  | { readonly kind: "done"; readonly projects: readonly ProjectId[] };

/** It is always there. */
const commonLock: OrganizationId = "default";

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

  async get(id: OrganizationId): Promise<Organization | null> {
    const row = await this.#db
      .selectFrom("organizations")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    return row ?? null;
  }

  /** Whether it was there. */
  async rename(id: OrganizationId, name: string): Promise<boolean> {
    const renamed = await this.#db
      .updateTable("organizations")
      .set({ name })
      .where("id", "=", id)
      .returning("id")
      .execute();
    return renamed.length > 0;
  }

  /**
   * With its keys, members, invitations and sign-ins. Its projects are marked as deleted like any; unless
   * they may go as well, it has to be without any. The installation's last owner stays one, or it would be nobody's.
   */
  async delete(id: OrganizationId, projects: "with projects" | "only empty"): Promise<OrganizationDeletion> {
    return this.#db.transaction().execute(async (transaction) => {
      // One deletion after another, or two organizations could each count on the other's owner.
      await lockOrganization(transaction, commonLock);
      if (!(await lockOrganization(transaction, id))) return { kind: "not there" };
      const present = await transaction
        .selectFrom("projects")
        .select("id")
        .where("organization_id", "=", id)
        .where("deleted_at", "is", null)
        .execute();
      if (present.length > 0 && projects === "only empty") return { kind: "has projects" };
      const owners = await transaction
        .selectFrom("memberships")
        .select("organization_id")
        .where("role", "=", "owner")
        .execute();
      if (owners.length > 0 && owners.every((owner) => owner.organization_id === id))
        return { kind: "last owner" };
      await transaction
        .updateTable("projects")
        .set({ deleted_at: this.#clock.now() })
        .where("organization_id", "=", id)
        .where("deleted_at", "is", null)
        .execute();
      await transaction.deleteFrom("organizations").where("id", "=", id).execute();
      await raiseRevision(transaction);
      return { kind: "done", projects: present.map((project) => project.id) };
    });
  }

  async list(): Promise<Organization[]> {
    return this.#db.selectFrom("organizations").selectAll().orderBy("created_at").orderBy("id").execute();
  }
}
