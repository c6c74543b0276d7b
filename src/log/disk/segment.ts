/**
 * The log is a chain of segment files. A segment's name is the offset of its first byte, so a
 * record at `offset` lies at `offset - base` in its file. A segment ends where the next one begins:
 * bytes beyond that were written by a flush that failed, and nobody was told that they are stored.
 */
import { join } from "node:path";
import type { Logger } from "../../kernel/logger.ts";
import type { LogOffset } from "../event-log.ts";
import type { LogFileSystem } from "./file-system.ts";

/** Where a log is, and how to reach it. */
export interface LogFolder {
  readonly path: string;
  readonly files: LogFileSystem;
  readonly logger: Logger;
}

export interface Segment {
  readonly base: LogOffset;
  /** How many bytes of the file belong to the log. */
  bytes: number;
}

const namePattern = /^(\d{20})\.log$/;
const nameDigits = 20;

export function segmentPath(folderPath: string, base: LogOffset): string {
  return join(folderPath, `${offsetName(base)}.log`);
}

/** An offset as a file name, padded so that names sort as offsets do. */
export function offsetName(offset: LogOffset): string {
  return String(offset).padStart(nameDigits, "0");
}

/** Where the segments in the folder begin, in order. */
export async function listSegmentBases(folder: LogFolder): Promise<LogOffset[]> {
  const bases: LogOffset[] = [];
  for (const name of await folder.files.list(folder.path)) {
    const digits = namePattern.exec(name)?.[1];
    if (digits !== undefined) bases.push(Number(digits));
  }
  return bases.sort((a, b) => a - b);
}
