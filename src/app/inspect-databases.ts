import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Result, err, ok } from "../kernel/result.ts";

/** What the loader of a stopped server remembers. */
export interface LoaderInspection {
  /** How far it has come in the log. */
  readonly position: number;
  readonly storedEvents: number;
  /** It was stopped between the insert of a batch and its commit; the next start does it again. */
  readonly isInterrupted: boolean;
}

/** Null when there is none yet; the error is what SQLite says of the damage. */
export function inspectLoaderState(folder: string): Result<LoaderInspection | null, string> {
  return inspect(join(folder, "loader.db"), (db) => {
    const position = db.query<{ offset: number; seq: number }, []>("SELECT offset, seq FROM position").get();
    const intent = db.query("SELECT batch FROM intent").get();
    return {
      position: position?.offset ?? 0,
      storedEvents: position?.seq ?? 0,
      isInterrupted: intent !== null,
    };
  });
}

export interface CatalogInspection {
  readonly projects: number;
}

export function inspectCatalog(file: string): Result<CatalogInspection | null, string> {
  return inspect(file, (db) => ({
    projects: db.query<{ count: number }, []>("SELECT count(*) AS count FROM projects").get()?.count ?? 0,
  }));
}

function inspect<Found>(file: string, read: (db: Database) => Found): Result<Found | null, string> {
  if (!existsSync(file)) return ok(null);
  let db: Database | undefined;
  try {
    db = new Database(file, { readonly: true });
    const damage = db.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()?.quick_check;
    return damage === "ok" ? ok(read(db)) : err(damage ?? "it has no content");
  } catch (cause) {
    return err(cause instanceof Error ? cause.message : String(cause));
  } finally {
    db?.close();
  }
}
