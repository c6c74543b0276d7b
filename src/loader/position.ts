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
    return db.query<{ offset: number }, []>("SELECT offset FROM position").get()?.offset ?? 0;
  } finally {
    db.close();
  }
}
