/**
 * Bytes that are no record any more are copied to `damaged/` beside the segments before the log
 * goes on without them: the segment will be trimmed, and a person may still make out the events.
 */
import { join } from "node:path";
import type { LogOffset } from "../event-log.ts";
import { type LogFile, type LogFileSystem, readFully, writeFully } from "./file-system.ts";
import type { OpenSegment } from "./frame-scan.ts";
import { type LogFolder, offsetName } from "./segment.ts";

/**
 * Copies the bytes and returns the path of the copy; empty if the file holds none of them, or if
 * the copy failed. A failure is logged and not thrown: on a full disk, only a loader that goes on
 * makes room again.
 */
export async function setAside(
  folder: LogFolder,
  segment: OpenSegment,
  from: LogOffset,
  to: LogOffset,
): Promise<string> {
  const { files, logger } = folder;
  const target = join(folder.path, "damaged");
  const path = join(target, `${offsetName(from)}.bin`);
  try {
    // The loader may read the same range again; the first copy is the one closest to the damage.
    if (((await files.sizeOf(path)) ?? 0) >= to - from) return path;
    await files.makeFolder(target);
    const copied = await copyRange(files, segment, from, to, `${path}.new`);
    if (copied === 0) {
      await files.remove(`${path}.new`);
      return "";
    }
    await files.rename(`${path}.new`, path);
    await files.flushFolder(target);
    return path;
  } catch (error) {
    logger.error("damaged bytes of the event log could not be set aside", { from, to, path, error });
    return "";
  }
}

async function copyRange(
  files: LogFileSystem,
  segment: OpenSegment,
  from: LogOffset,
  to: LogOffset,
  path: string,
): Promise<number> {
  const copy = await files.open(path, "w");
  try {
    const copied = await copyBytes(segment.file, from - segment.base, to - segment.base, copy);
    await copy.flush();
    return copied;
  } finally {
    await copy.close();
  }
}

const copyChunkBytes = 1024 * 1024;

async function copyBytes(source: LogFile, from: number, to: number, copy: LogFile): Promise<number> {
  const chunk = new Uint8Array(Math.min(copyChunkBytes, to - from));
  let copied = 0;
  while (from + copied < to) {
    const room = Math.min(chunk.byteLength, to - from - copied);
    const bytes = await readFully(source, chunk.subarray(0, room), from + copied);
    if (bytes.byteLength === 0) break;
    await writeFully(copy, bytes, copied);
    copied += bytes.byteLength;
  }
  return copied;
}
