import { existsSync } from "node:fs";
import { readServerFile } from "../../app/server-file.ts";
import { type FolderLock, FolderLockedError, lockFolder } from "../../kernel/folder-lock.ts";

/**
 * Who uses the data folder. `absent`: there is none. `ours`: nobody did, and now we hold its lock, so
 * that no server starts while we look. `running`: a server that says where it listens. `silent`: a
 * process holds the folder and does not say more. `unusable`: the folder cannot be locked.
 */
export type ServerState =
  | { readonly kind: "absent" }
  | { readonly kind: "ours"; readonly lock: FolderLock; readonly leftBehind: boolean }
  | { readonly kind: "running"; readonly url: string; readonly pid: number }
  | { readonly kind: "silent"; readonly pid: number | undefined }
  | { readonly kind: "unusable"; readonly why: string };

/** Nothing is written where somebody else holds the folder, or where there is none. */
export function findServer(dataFolder: string): ServerState {
  if (!existsSync(dataFolder)) return { kind: "absent" };
  const file = readServerFile(dataFolder);
  try {
    return { kind: "ours", lock: lockFolder(dataFolder), leftBehind: file !== null };
  } catch (cause) {
    if (!(cause instanceof FolderLockedError)) {
      return { kind: "unusable", why: cause instanceof Error ? cause.message : String(cause) };
    }
    return file === null ? { kind: "silent", pid: cause.pid } : { kind: "running", ...file };
  }
}
