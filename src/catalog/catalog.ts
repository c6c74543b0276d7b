import { Database } from "bun:sqlite";
import { Kysely, type Migration, Migrator } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";
import type { Clock } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { Marks } from "./marks.ts";
import * as projectsMigration from "./migrations/001-projects.ts";
import { Projects } from "./projects.ts";
import type { CatalogTables } from "./schema.ts";

/** What people set up and Tidemark keeps about them, apart from events: one repository per noun. */
export class Catalog {
  readonly projects: Projects;
  readonly marks: Marks;
  readonly #db: Kysely<CatalogTables>;

  private constructor(db: Kysely<CatalogTables>, clock: Clock) {
    this.#db = db;
    this.projects = new Projects(db, clock);
    this.marks = new Marks(db);
  }

  /** Opens the SQLite file, makes or upgrades its tables. */
  static async open(options: { file: string; clock: Clock }): Promise<Catalog> {
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
    return new Catalog(db, options.clock);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

export const defaultProject: ProjectId = "default";

const migrations: Record<string, Migration> = { "001-projects": projectsMigration };
