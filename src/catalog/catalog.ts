import { Database } from "bun:sqlite";
import { Kysely, type Migration, Migrator } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";
import type { Clock } from "../kernel/clock.ts";
import type { IdSource, ProjectId } from "../kernel/ids.ts";
import { Marks } from "./marks.ts";
import { projectsMigration } from "./migrations/001-projects.ts";
import { savedQuestionsMigration } from "./migrations/002-saved-questions.ts";
import { Projects } from "./projects.ts";
import { SavedQuestions } from "./saved-questions.ts";
import type { CatalogTables } from "./schema.ts";

/** What people set up and Tidemark keeps about them, apart from events: one repository per noun. */
export class Catalog {
  readonly projects: Projects;
  readonly marks: Marks;
  readonly funnels: SavedQuestions;
  readonly segments: SavedQuestions;
  readonly #db: Kysely<CatalogTables>;

  private constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.projects = new Projects(db, clock);
    this.marks = new Marks(db);
    this.funnels = new SavedQuestions(db, { table: "funnels", idPrefix: "fun", clock, ids });
    this.segments = new SavedQuestions(db, { table: "segments", idPrefix: "seg", clock, ids });
  }

  /** Opens the SQLite file, makes or upgrades its tables. */
  static async open(options: { file: string; clock: Clock; ids: IdSource }): Promise<Catalog> {
    const database = new Database(options.file, { create: true, strict: true });
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    database.run("PRAGMA foreign_keys = ON");
    const db = new Kysely<CatalogTables>({ dialect: new BunSqliteDialect({ database }) });
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
    }).migrateToLatest();
    if (error !== undefined)
      throw new Error(`the catalog ${options.file} cannot be upgraded`, { cause: error });
    return new Catalog(db, options.clock, options.ids);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

export const defaultProject: ProjectId = "default";

const migrations: Record<string, Migration> = {
  "001-projects": projectsMigration,
  "002-saved-questions": savedQuestionsMigration,
};
