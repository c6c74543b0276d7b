/** What a failed write means and what to do about it, for the person who runs the server. */
import { errorCode } from "./file-system.ts";

const advice: Record<string, string> = {
  ENOSPC: "the disk is full; free space or move the data folder to a larger disk",
  EDQUOT: "the disk quota is used up; raise it or free space",
  EFBIG: "the system's file size limit is too low; start the server with 'ulimit -f unlimited'",
  EIO: "the disk reports a hardware error; look at 'dmesg' and the disk's health, and be ready to replace it",
  EROFS:
    "the file system became read-only, mostly after an error; look at 'dmesg', repair it and mount it again",
  EACCES: "the server's user may not write there; give it the folder",
  EPERM: "the server's user may not write there; give it the folder",
  ENOENT: "the folder is gone; bring it back or restart the server to begin a new log",
  EEXIST: "another process writes into the same folder; stop it",
  EMFILE: "the process has too many open files; raise its limit ('ulimit -n')",
  ENFILE: "the system has too many open files; raise its limit",
};

export function describeWriteProblem(folder: string, error: unknown): string {
  return `${describe(folder, "written", error)}. Every new event tries again.`;
}

export function describeOpenProblem(folder: string, error: unknown): string {
  return `${describe(folder, "opened", error)}.`;
}

function describe(folder: string, done: string, error: unknown): string {
  const code = errorCode(error);
  const reason = advice[code] ?? (error instanceof Error ? error.message : String(error));
  return `The event log in ${folder} cannot be ${done}${code === "" ? "" : ` (${code})`}: ${reason}`;
}
