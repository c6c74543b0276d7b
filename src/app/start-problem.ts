import { FolderLockedError } from "../kernel/folder-lock.ts";
import type { Config } from "./config.ts";

/** The configuration is not fit to start with; its message says what to do. */
export class StartError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StartError";
  }
}

/** Why it did not start and what to do about it, in one sentence for a person. */
export function describeStartProblem(cause: unknown, config: Config): string {
  if (cause instanceof FolderLockedError) return cause.message;
  const code = codeOf(cause);
  if (code === "EADDRINUSE") {
    return `port ${config.PORT} on ${config.HOST} is in use; stop what listens there, or set PORT to another one`;
  }
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
    return `the data folder ${config.dataFolder} cannot be written (${code}); make it writable for this user, or set TIDEMARK_DATA to another folder`;
  }
  if (code === "EEXIST" || code === "ENOTDIR") {
    return `the data folder ${config.dataFolder} is not a folder; set TIDEMARK_DATA to another one`;
  }
  if (code === "ENOSPC" || code === "SQLITE_FULL")
    return `the disk of ${config.dataFolder} is full; free some space and start again`;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Of the error or of what caused it. */
function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return "";
  return "code" in error ? error.code : codeOf(error.cause);
}
