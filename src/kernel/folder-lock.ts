/**
 * One process at a time may use a folder. The lock is flock(2) on `<folder>/lock`: the kernel lets
 * go of it when the holder dies in whatever way, so there is no stale lock to clean up by hand. The
 * file holds the holder's process id for the message only; it is never deleted, because deleting
 * it would let two processes lock two different files of the same name.
 */
import { dlopen, FFIType, read } from "bun:ffi";
import { closeSync, constants, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { constants as system } from "node:os";
import { join } from "node:path";

export interface FolderLock {
  readonly folder: string;
  /** Lets the next one in. Idempotent. */
  release(): void;
}

/** The folder is in use. The message is for the operator and names the process that uses it. */
export class FolderLockedError extends Error {
  readonly folder: string;
  /** The holder, or undefined if it has not written its id yet. */
  readonly pid: number | undefined;

  constructor(folder: string, pid: number | undefined) {
    const holder = pid === undefined ? "another Tidemark" : `another Tidemark (process ${pid})`;
    super(`${holder} is using the data folder ${folder}; stop it or set TIDEMARK_DATA to another folder`);
    this.name = "FolderLockedError";
    this.folder = folder;
    this.pid = pid;
  }
}

/** Locks the folder, which is created if need be, or throws `FolderLockedError` at once. */
export function lockFolder(folder: string): FolderLock {
  return lockWith(openLibc(), folder);
}

/**
 * Locks the folder as soon as its holder is gone, such as the server child of a parent that was
 * just killed; throws `FolderLockedError` when `timeoutMs` have passed.
 */
export async function lockFolderWaiting(folder: string, timeoutMs: number): Promise<FolderLock> {
  const libc = openLibc();
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      return lockWith(libc, folder);
    } catch (error) {
      if (!(error instanceof FolderLockedError) || performance.now() >= giveUpAt) throw error;
    }
    await Bun.sleep(pollIntervalMs);
  }
}

const pollIntervalMs = 20;

function lockWith(libc: Libc, folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "lock");
  let fd: number | undefined = openSync(path, constants.O_RDWR | constants.O_CREAT | closeOnExec, 0o600);
  try {
    if (!tryLock(libc, fd)) throw new FolderLockedError(folder, readHolder(path));
    ftruncateSync(fd, 0);
    writeSync(fd, `${process.pid}\n`, 0);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return {
    folder,
    release() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}

// A child that inherited the descriptor would keep the lock after its parent's death. Bun sets this
// flag by itself today; Node's constants do not name it.
const closeOnExec = process.platform === "darwin" ? 0x1000000 : 0o2000000;

const lockExclusive = 2;
const lockNonBlocking = 4;

function tryLock(libc: Libc, fd: number): boolean {
  if (libc.flock(fd, lockExclusive | lockNonBlocking) === 0) return true;
  const errorNumber = libc.errorNumber();
  if (errorNumber === system.errno.EWOULDBLOCK) return false;
  throw new Error(
    `the data folder cannot be locked (flock error ${errorNumber}); its file system may not support locks, put it on a local disk`,
  );
}

interface Libc {
  flock(fd: number, operation: number): number;
  /** Why the call just before failed. */
  errorNumber(): number;
}

function openLibc(): Libc {
  const flock = { args: [FFIType.i32, FFIType.i32], returns: FFIType.i32 } as const;
  const errnoPointer = { args: [], returns: FFIType.ptr } as const;
  if (process.platform === "darwin") {
    const { symbols } = dlopen("libSystem.B.dylib", { flock, __error: errnoPointer });
    return { flock: symbols.flock, errorNumber: () => read.i32(symbols.__error()!) };
  }
  const { symbols } = dlopen("libc.so.6", { flock, __errno_location: errnoPointer });
  return { flock: symbols.flock, errorNumber: () => read.i32(symbols.__errno_location()!) };
}

function readHolder(path: string): number | undefined {
  const pid = Number.parseInt(readFileSync(path, "utf8"), 10);
  return Number.isSafeInteger(pid) ? pid : undefined;
}
