/** What a failed write means, and what to do about it, for the person who runs the server. */
const advice: Readonly<Record<string, string>> = {
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

/** SQLite's words for the same, by the beginning of its code. */
const sqliteCodes: readonly (readonly [prefix: string, code: string])[] = [
  ["SQLITE_FULL", "ENOSPC"],
  ["SQLITE_READONLY", "EROFS"],
  ["SQLITE_IOERR", "EIO"],
  ["SQLITE_CANTOPEN", "EACCES"],
];

/** Undefined when the error is not the disk's. */
export function diskAdvice(error: unknown): string | undefined {
  const code = codeOf(error);
  return advice[sqliteCodes.find(([prefix]) => code.startsWith(prefix))?.[1] ?? code];
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
