import type { Kysely } from "kysely";
import { assert } from "../kernel/assert.ts";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId, ProjectId } from "../kernel/ids.ts";
import { emptyJournal } from "./empty-journal.ts";
import { projectDeletionKind } from "./jobs.ts";
import { lockOrganization } from "./lock-organization.ts";
import { raiseRevision } from "./revisions.ts";
import type { CatalogTables } from "./schema.ts";

export interface Project {
  readonly id: ProjectId;
  readonly organization_id: OrganizationId;
  readonly name: string;
  /** As it was set, not checked here. */
  readonly settings: unknown;
  readonly created_at: EpochMs;
  /** When it first kept less than all of its events; null: never. */
  readonly sampled_since: EpochMs | null;
}

type NewProject = Omit<Project, "settings" | "sampled_since">;

export interface SettingsReplacement<T> {
  readonly after: unknown;
  readonly result: T;
  readonly samples?: boolean;
}

export interface DeletedProject {
  readonly id: ProjectId;
  readonly organization_id: OrganizationId;
  readonly deleted_at: EpochMs;
}

const ownedTables = ["funnels", "segments", "api_keys", "marks", "usage_months", "usage_sources"] as const;
type OwnedTable = (typeof ownedTables)[number];

/** Projects of all organizations. A deleted one is found nowhere, and its id is never given again. */
export class Projects {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;
  readonly #ids: IdSource;

  constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Creates the project unless it is there. */
  async ensure(id: ProjectId, organization: OrganizationId, name: string): Promise<void> {
    const project = { id, organization_id: organization, name, created_at: this.#clock.now() };
    await this.#db.transaction().execute((transaction) => insertProject(transaction, project));
  }

  /** Null when the organization is not there, or no more. */
  async create(organization: OrganizationId, name: string): Promise<Project | null> {
    const id = this.#ids.opaque("prj");
    const project = { id, organization_id: organization, name, created_at: this.#clock.now() };
    return this.#db.transaction().execute(async (transaction) => {
      if (!(await lockOrganization(transaction, organization))) return null;
      await insertProject(transaction, project);
      return { ...project, settings: {}, sampled_since: null };
    });
  }

  /** The oldest first. */
  async list(): Promise<Project[]> {
    const rows = await this.#present().orderBy("created_at").orderBy("id").execute();
    return rows.map(projectOf);
  }

  async get(id: ProjectId): Promise<Project | null> {
    const row = await this.#present().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : projectOf(row);
  }

  /** Whether it was there. */
  async rename(id: ProjectId, name: string): Promise<boolean> {
    return this.#change(id, { name });
  }

  /**
   * Replaces the settings by what `change` makes of them, and returns both; null when there is no such
   * project. Two changes at a time follow one another, so none is lost. `samples`: from now on the project
   * keeps less than all of its events, which is remembered for good.
   */
  async changeSettings<T>(
    id: ProjectId,
    change: (before: unknown) => SettingsReplacement<T>,
  ): Promise<T | null> {
    return this.#db.transaction().execute(async (transaction) => {
      // Writes first: on PostgreSQL that locks the row, on SQLite the database.
      const [row] = await transaction
        .updateTable("projects")
        .set((values) => ({ settings: values.ref("settings") }))
        .where("id", "=", id)
        .where("deleted_at", "is", null)
        .returning(["settings", "sampled_since"])
        .execute();
      if (row === undefined) return null;
      const { after, result, samples = false } = change(JSON.parse(row.settings));
      const settings = JSON.stringify(after);
      const sampled_since = row.sampled_since ?? (samples ? this.#clock.now() : null);
      await transaction
        .updateTable("projects")
        .set({ settings, sampled_since })
        .where("id", "=", id)
        .execute();
      await raiseRevision(transaction);
      return result;
    });
  }

  /**
   * Whether it was there. From then on nothing new becomes its own; what it owns stays, unreachable, until
   * each server's job has erased it: see `createForDeletedProjects` of the jobs, and `eraseOwned`.
   */
  async delete(id: ProjectId): Promise<boolean> {
    return this.#change(id, { deleted_at: this.#clock.now() });
  }

  /** One that was deleted, for who asks what has become of its data. */
  async deleted(id: ProjectId): Promise<DeletedProject | null> {
    const row = await this.#db
      .selectFrom("projects")
      .select(["id", "organization_id", "deleted_at"])
      .where("id", "=", id)
      .where("deleted_at", "is not", null)
      .executeTakeFirst();
    return row === undefined ? null : { ...row, deleted_at: row.deleted_at! };
  }

  /** How many rows of each table are the project's. */
  async countOwned(id: ProjectId): Promise<Record<OwnedTable, number>> {
    const counts = {} as Record<OwnedTable, number>;
    for (const table of ownedTables) {
      const { n } = await this.#db
        .selectFrom(table)
        .select((row) => row.fn.countAll<number>().as("n"))
        .where("project_id", "=", id)
        .executeTakeFirstOrThrow();
      counts[table] = n;
    }
    return counts;
  }

  /**
   * Of a deleted project: everything but its id, the jobs of deleting it, those of other servers, which erase
   * them themselves, and the audit log, which keeps what was done. Again it comes to the same.
   */
  async eraseOwned(id: ProjectId, logId: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const erased = await transaction
        .updateTable("projects")
        .set({ name: "", settings: "{}" })
        .where("id", "=", id)
        .where("deleted_at", "is not", null)
        .returning("id")
        .execute();
      assert(erased.length > 0, "only what a deleted project owns is erased");
      for (const table of ownedTables)
        await transaction.deleteFrom(table).where("project_id", "=", id).execute();
      await transaction
        .deleteFrom("jobs")
        .where("project_id", "=", id)
        .where("kind", "!=", projectDeletionKind)
        .where((where) => where.or([where("log_id", "=", logId), where("log_id", "is", null)]))
        .execute();
      await raiseRevision(transaction);
    });
    await emptyJournal(this.#db);
  }

  async #change(id: ProjectId, values: { name?: string; deleted_at?: EpochMs }): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const changed = await transaction
        .updateTable("projects")
        .set(values)
        .where("id", "=", id)
        .where("deleted_at", "is", null)
        .returning("id")
        .execute();
      if (changed.length > 0) await raiseRevision(transaction);
      return changed.length > 0;
    });
  }

  #present() {
    return this.#db
      .selectFrom("projects")
      .select(["id", "organization_id", "name", "settings", "created_at", "sampled_since"])
      .where("deleted_at", "is", null);
  }
}

/** Unless it is there. Within a transaction. */
export async function insertProject(transaction: Kysely<CatalogTables>, project: NewProject): Promise<void> {
  const made = await transaction
    .insertInto("projects")
    .values({ ...project, settings: "{}", deleted_at: null, sampled_since: null })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .execute();
  if (made.length > 0) await raiseRevision(transaction);
}

function projectOf(row: Omit<Project, "settings"> & { settings: string }): Project {
  return { ...row, settings: JSON.parse(row.settings) as unknown };
}
