import type { Kysely, Selectable } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId, ProjectId } from "../kernel/ids.ts";
import { lockProject } from "./lock-project.ts";
import { raiseRevision } from "./revisions.ts";
import type { CatalogTables } from "./schema.ts";

/** A key as the catalog has it: without its text, which nobody can tell any more. */
export interface ApiKey {
  readonly id: string;
  readonly organization_id: OrganizationId;
  /** Null: for every project of the organization. */
  readonly project_id: ProjectId | null;
  readonly name: string;
  readonly prefix: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  readonly permissions: readonly string[];
  readonly origins: readonly string[] | null;
  readonly event_names: readonly string[] | null;
  /** Requests; null: as the project says. */
  readonly ingest_per_minute: number | null;
  readonly reads_per_minute: number | null;
  /** Who made it, as the audit log names actors. */
  readonly created_by: string;
  readonly created_at: EpochMs;
  readonly expires_at: EpochMs | null;
  readonly revoked_at: EpochMs | null;
  readonly last_used_at: EpochMs | null;
  readonly replaced_by: string | null;
}

export type NewApiKey = Omit<ApiKey, "id" | "created_at" | "revoked_at" | "last_used_at" | "replaced_by">;

export class ApiKeys {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;
  readonly #ids: IdSource;

  constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.#clock = clock;
    this.#ids = ids;
  }

  /**
   * Null when its project is not there, or no more. Fails when the prefix is taken, which for random ones does
   * not happen.
   */
  async create(key: NewApiKey): Promise<ApiKey | null> {
    const made = this.#made(key);
    return this.#db.transaction().execute(async (transaction) => {
      if (made.project_id !== null && !(await lockProject(transaction, made.project_id))) return null;
      await transaction.insertInto("api_keys").values(rowOf(made)).execute();
      await raiseRevision(transaction);
      return made;
    });
  }

  /** Puts `next` in the place of the key, which ends at `endsAt`. Null when the key is not there or has ended. */
  async replace(id: string, next: NewApiKey, endsAt: EpochMs): Promise<ApiKey | null> {
    const made = this.#made(next);
    return this.#db.transaction().execute(async (transaction) => {
      if (made.project_id !== null && !(await lockProject(transaction, made.project_id))) return null;
      const changed = await transaction
        .updateTable("api_keys")
        .set({ expires_at: endsAt, replaced_by: made.id })
        .where("id", "=", id)
        .where("revoked_at", "is", null)
        .where("replaced_by", "is", null)
        .returning("id")
        .execute();
      if (changed.length === 0) return null;
      await transaction.insertInto("api_keys").values(rowOf(made)).execute();
      await raiseRevision(transaction);
      return made;
    });
  }

  /** Whether it was there and not revoked already. */
  async revoke(id: string): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const changed = await transaction
        .updateTable("api_keys")
        .set({ revoked_at: this.#clock.now() })
        .where("id", "=", id)
        .where("revoked_at", "is", null)
        .returning("id")
        .execute();
      if (changed.length > 0) await raiseRevision(transaction);
      return changed.length > 0;
    });
  }

  /** All of every organization that can still be used, so none of a deleted project; the oldest first. */
  async usable(): Promise<ApiKey[]> {
    const rows = await this.#db
      .selectFrom("api_keys")
      .selectAll()
      .where((where) =>
        where.or([
          where("project_id", "is", null),
          where(
            "project_id",
            "in",
            where.selectFrom("projects").select("projects.id").where("deleted_at", "is", null),
          ),
        ]),
      )
      .where("revoked_at", "is", null)
      .where((where) =>
        where.or([where("expires_at", "is", null), where("expires_at", ">", this.#clock.now())]),
      )
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    return rows.map(keyOf);
  }

  /** Those of the project, and those for the whole organization: revoked and expired ones too, the oldest first. */
  async list(organization: OrganizationId, project: ProjectId): Promise<ApiKey[]> {
    const rows = await this.#db
      .selectFrom("api_keys")
      .selectAll()
      .where("organization_id", "=", organization)
      .where((where) => where.or([where("project_id", "=", project), where("project_id", "is", null)]))
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    return rows.map(keyOf);
  }

  async get(id: string): Promise<ApiKey | null> {
    const row = await this.#db.selectFrom("api_keys").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : keyOf(row);
  }

  /** Notes when keys were used. Servers need not hear of it, so the revision stays. */
  async touch(used: ReadonlyMap<string, EpochMs>): Promise<void> {
    if (used.size === 0) return;
    await this.#db.transaction().execute(async (transaction) => {
      for (const [id, at] of used) {
        await transaction
          .updateTable("api_keys")
          .set({ last_used_at: at })
          .where("id", "=", id)
          .where((where) => where.or([where("last_used_at", "is", null), where("last_used_at", "<", at)]))
          .execute();
      }
    });
  }

  #made(key: NewApiKey): ApiKey {
    const fresh = { revoked_at: null, last_used_at: null, replaced_by: null };
    return { ...key, ...fresh, id: this.#ids.opaque("key"), created_at: this.#clock.now() };
  }
}

type Row = Selectable<CatalogTables["api_keys"]>;

function rowOf(key: ApiKey): Row {
  return {
    ...key,
    permissions: JSON.stringify(key.permissions),
    origins: key.origins === null ? null : JSON.stringify(key.origins),
    event_names: key.event_names === null ? null : JSON.stringify(key.event_names),
  };
}

function keyOf(row: Row): ApiKey {
  return {
    ...row,
    permissions: JSON.parse(row.permissions) as string[],
    origins: listOf(row.origins),
    event_names: listOf(row.event_names),
  };
}

function listOf(text: string | null): string[] | null {
  return text === null ? null : (JSON.parse(text) as string[]);
}
