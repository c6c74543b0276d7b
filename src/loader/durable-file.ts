import { closeSync, constants, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a whole file that is there completely or not at all: under a temporary name, flushed, then
 * renamed, and the folder flushed as well, because a rename is only in memory until then. When this
 * returns, another store may rely on the file.
 */
export function writeDurably(file: string, parts: Iterable<Uint8Array>): void {
  const temporary = `${file}.tmp`;
  const fd = openSync(temporary, "w", ownerOnly);
  try {
    for (const part of parts) writeAll(fd, part);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, file);
  flushFolder(dirname(file));
}

const ownerOnly = 0o600;

/** One call may write less than it was given. */
function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

function flushFolder(folder: string): void {
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
