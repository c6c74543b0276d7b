/**
 * The few file operations the log is made of; a parameter, so that tests can make a disk fail. All
 * are asynchronous: a slow disk must not stop the event loop. Errors carry the system's `code`.
 */
import { mkdir, open, readdir, rename, stat, statfs, unlink } from "node:fs/promises";

export interface LogFileSystem {
  /** `wx` creates and fails if the file exists; `w` creates or empties; `r+` writes what exists. */
  open(path: string, flags: "r" | "r+" | "w" | "wx"): Promise<LogFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** The names in a folder, in no order. */
  list(folder: string): Promise<string[]>;
  /** The size of a file, or undefined if it is not there. */
  sizeOf(path: string): Promise<number | undefined>;
  /** Once it returns, files created, renamed and removed in the folder stay so. */
  flushFolder(folder: string): Promise<void>;
  /** How full the disk under the folder is for unprivileged users, from 0 to 1, as `df` tells it. */
  usedShare(folder: string): Promise<number>;
}

export interface LogFile {
  /** Fills `bytes` from that position; returns how many bytes there were, 0 at the end of the file. */
  read(bytes: Uint8Array, position: number): Promise<number>;
  /** Returns how many bytes were written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Once it returns, everything written to the file survives a power failure (fdatasync). */
  flush(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * The system's file system. On macOS fdatasync reaches the drive but not through its cache (that
 * needs F_FULLFSYNC, which Bun does not offer): there, and only there, a power failure can take
 * acknowledged events.
 */
export const systemFiles: LogFileSystem = {
  open: openFile,
  rename,
  remove: unlink,
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: ownerOnlyFolder });
  },
  list: (folder) => readdir(folder),
  async sizeOf(path) {
    try {
      return (await stat(path)).size;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  },
  async flushFolder(folder) {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async usedShare(folder) {
    const { blocks, bfree, bavail } = await statfs(folder);
    const used = blocks - bfree;
    return used / (used + bavail);
  },
};

/** Events are personal data: nobody but the user that runs Tidemark reads them. */
const ownerOnlyFile = 0o600;
const ownerOnlyFolder = 0o700;

async function openFile(path: string, flags: string): Promise<LogFile> {
  const handle = await open(path, flags, ownerOnlyFile);
  return {
    read: async (bytes, position) => (await handle.read(bytes, 0, bytes.byteLength, position)).bytesRead,
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.byteLength, position)).bytesWritten,
    flush: () => handle.datasync(),
    truncate: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
  };
}

/** The system's name of an error, such as ENOSPC; empty if it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Writes all of `bytes`, however many calls that takes. */
export async function writeFully(file: LogFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) {
    const written = await file.write(done === 0 ? bytes : bytes.subarray(done), position + done);
    if (written === 0) throw new Error("the file system took no bytes and gave no reason");
    done += written;
  }
}

/** Reads until `bytes` is full or the file ends; returns the part that was filled. */
export async function readFully(file: LogFile, bytes: Uint8Array, position: number): Promise<Uint8Array> {
  let done = 0;
  while (done < bytes.byteLength) {
    const got = await file.read(done === 0 ? bytes : bytes.subarray(done), position + done);
    if (got === 0) break;
    done += got;
  }
  return done === bytes.byteLength ? bytes : bytes.subarray(0, done);
}
