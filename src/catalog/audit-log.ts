import type { Kysely } from "kysely";
import type { EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId, ProjectId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

/** One thing that somebody did. */
export interface AuditEntry {
  readonly id: string;
  readonly at: EpochMs;
  readonly organization_id: OrganizationId;
  readonly project_id: ProjectId | null;
  readonly actor_kind: string;
  readonly actor_id: string;
  /** `<noun>.<past participle>`, such as `key.created`. */
  readonly action: string;
  /** The thing it was done to, by its id. */
  readonly target: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Of the address that it came from; empty when it came from this machine's command line. */
  readonly address_hash: string;
}

export interface AuditFilter {
  readonly organization_id: OrganizationId;
  /** Null: of every project and of the organization itself. */
  readonly project_id: ProjectId | null;
  readonly from?: EpochMs | undefined;
  /** Not included. */
  readonly to?: EpochMs | undefined;
  readonly action?: string | undefined;
  readonly actor_id?: string | undefined;
  readonly target?: string | undefined;
  /** Only what comes after this one, going back in time. */
  readonly after?: { readonly at: EpochMs; readonly id: string } | undefined;
}

/** Entries are added and read, never changed. */
export class AuditLog {
  readonly #db: Kysely<CatalogTables>;
  readonly #ids: IdSource;

  constructor(db: Kysely<CatalogTables>, ids: IdSource) {
    this.#db = db;
    this.#ids = ids;
  }

  /** All of them or none. */
  async add(entries: readonly Omit<AuditEntry, "id">[]): Promise<void> {
    const rows = entries.map((entry) => ({
      ...entry,
      id: this.#ids.opaque("aud"),
      before: textOf(entry.before),
      after: textOf(entry.after),
    }));
    // A statement has a limit of bound values, and a row has eleven.
    await this.#db.transaction().execute(async (transaction) => {
      for (let at = 0; at < rows.length; at += rowsPerStatement) {
        await transaction
          .insertInto("audit_log")
          .values(rows.slice(at, at + rowsPerStatement))
          .execute();
      }
    });
  }

  /** The latest first. */
  async list(filter: AuditFilter, rowsMax: number): Promise<AuditEntry[]> {
    let query = this.#db
      .selectFrom("audit_log")
      .selectAll()
      .where("organization_id", "=", filter.organization_id);
    if (filter.project_id !== null) query = query.where("project_id", "=", filter.project_id);
    if (filter.from !== undefined) query = query.where("at", ">=", filter.from);
    if (filter.to !== undefined) query = query.where("at", "<", filter.to);
    if (filter.action !== undefined) query = query.where("action", "=", filter.action);
    if (filter.actor_id !== undefined) query = query.where("actor_id", "=", filter.actor_id);
    if (filter.target !== undefined) query = query.where("target", "=", filter.target);
    const { after } = filter;
    if (after !== undefined) {
      query = query.where((where) =>
        where.or([
          where("at", "<", after.at),
          where.and([where("at", "=", after.at), where("id", "<", after.id)]),
        ]),
      );
    }
    const rows = await query.orderBy("at", "desc").orderBy("id", "desc").limit(rowsMax).execute();
    return rows.map((row) => ({ ...row, before: valueOf(row.before), after: valueOf(row.after) }));
  }
}

const rowsPerStatement = 500;

function textOf(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function valueOf(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}
