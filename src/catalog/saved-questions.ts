import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, ProjectId } from "../kernel/ids.ts";
import { lockProject } from "./lock-project.ts";
import type { CatalogTables } from "./schema.ts";

/** Something that people keep under a name: a funnel or a segment, with its definition in the API's JSON. */
export interface SavedQuestion {
  readonly id: string;
  readonly name: string;
  readonly definition: unknown;
  readonly created_at: EpochMs;
  readonly updated_at: EpochMs;
}

interface SavedQuestionsOptions {
  readonly table: "funnels" | "segments";
  readonly idPrefix: string;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A project's saved funnels, or its saved segments. What belongs to another project is not there. */
export class SavedQuestions {
  readonly #db: Kysely<CatalogTables>;
  readonly #options: SavedQuestionsOptions;

  constructor(db: Kysely<CatalogTables>, options: SavedQuestionsOptions) {
    this.#db = db;
    this.#options = options;
  }

  /** Null when the project is not there, or no more. */
  async create(project: ProjectId, name: string, definition: unknown): Promise<SavedQuestion | null> {
    const { table, idPrefix, clock, ids } = this.#options;
    const now = clock.now();
    const id = ids.opaque(idPrefix);
    const times = { created_at: now, updated_at: now };
    const row = { id, project_id: project, name, definition: JSON.stringify(definition), ...times };
    const isMade = await this.#db.transaction().execute(async (transaction) => {
      if (!(await lockProject(transaction, project))) return false;
      await transaction.insertInto(table).values(row).execute();
      return true;
    });
    return isMade ? { id, name, definition, ...times } : null;
  }

  /** The oldest first. */
  async list(project: ProjectId): Promise<SavedQuestion[]> {
    const rows = await this.#of(project).orderBy("created_at").orderBy("id").execute();
    return rows.map(questionOf);
  }

  async get(project: ProjectId, id: string): Promise<SavedQuestion | null> {
    const row = await this.#of(project).where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : questionOf(row);
  }

  async replace(
    project: ProjectId,
    id: string,
    name: string,
    definition: unknown,
  ): Promise<SavedQuestion | null> {
    await this.#db
      .updateTable(this.#options.table)
      .set({ name, definition: JSON.stringify(definition), updated_at: this.#options.clock.now() })
      .where("project_id", "=", project)
      .where("id", "=", id)
      .execute();
    return this.get(project, id);
  }

  /** Whether it was there. */
  async delete(project: ProjectId, id: string): Promise<boolean> {
    const gone = await this.#db
      .deleteFrom(this.#options.table)
      .where("project_id", "=", project)
      .where("id", "=", id)
      .returning("id")
      .execute();
    return gone.length > 0;
  }

  #of(project: ProjectId) {
    return this.#db
      .selectFrom(this.#options.table)
      .select(["id", "name", "definition", "created_at", "updated_at"])
      .where("project_id", "=", project);
  }
}

function questionOf(row: Omit<SavedQuestion, "definition"> & { definition: string }): SavedQuestion {
  return { ...row, definition: JSON.parse(row.definition) as unknown };
}
