import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import type { LogOffset } from "../log/event-log.ts";
import { loaderFile } from "./state.ts";

/** How far the loader has come, without opening its state; 0 when there is none yet. */
export function readPosition(folder: string): LogOffset {
  const file = loaderFile(folder);
  if (!existsSync(file)) return 0;
  const db = new Database(file, { readonly: true });
  try {
    // A first start that was cut short leaves a file without tables: then nothing was loaded.
    const hasTable = db.query("SELECT 1 FROM sqlite_master WHERE name = 'position'").get() !== null;
    if (!hasTable) return 0;
    return db.query<{ offset: number }, []>("SELECT offset FROM position").get()?.offset ?? 0;
  } finally {
    db.close();
  }
}
