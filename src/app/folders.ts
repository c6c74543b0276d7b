import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** What lies where in the data folder. */
export interface DataFolders {
  readonly root: string;
  readonly log: string;
  readonly loader: string;
  readonly deadLetters: string;
  readonly store: string;
  /** What jobs about people work with, and exports to be fetched. */
  readonly privacy: string;
  readonly catalogFile: string;
  /** The secret for tokens, where none is configured. */
  readonly tokenSecretFile: string;
}

export function dataFolders(root: string): DataFolders {
  return {
    root,
    log: join(root, "log"),
    loader: join(root, "loader"),
    deadLetters: join(root, "dead-letters"),
    store: join(root, "clickhouse"),
    privacy: join(root, "privacy"),
    catalogFile: join(root, "catalog.db"),
    tokenSecretFile: join(root, "jwt-secret"),
  };
}

/** Makes the folders; only their owner may look inside. Throws what the system says. */
export function makeFolders(folders: DataFolders): void {
  for (const folder of [folders.root, folders.log, folders.loader, folders.store]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
}
