/**
 * Makes the folder's segments one log again after a stop of any kind.
 *
 * Only the last segment is read: every other one was complete and durable before its successor was
 * created. What the last one may show, and what is done:
 *
 *   frames up to the end of the file   the usual case, also after kill -9
 *   bad bytes, then good frames        damage; left as it is, the reader skips it and says so
 *   bad bytes up to the end            the last flush did not complete, so nobody was told that
 *                                      these bytes are stored: they are covered by a void frame
 *
 * Covering instead of cutting off is what makes "an offset is never used twice" hold even when the
 * bad bytes were a record that rotted after it was loaded: the loader's position may lie behind it,
 * and a record that is written there would never be loaded.
 */
import type { LogOffset } from "../event-log.ts";
import { flushBytesMax } from "./append-queue.ts";
import { setAside } from "./damage.ts";
import { type LogFile, readFully, writeFully } from "./file-system.ts";
import { findFrame, type OpenSegment, readFrames } from "./frame-scan.ts";
import { encodeVoidHeader, frameHeaderBytes } from "./record-frame.ts";
import { type LogFolder, listSegmentBases, type Segment, segmentPath } from "./segment.ts";

export interface RecoveredLog {
  readonly segments: readonly Segment[];
  /** Where the next record goes; everything below is durable. */
  readonly end: LogOffset;
  /** The last segment, if appending may go on in it. */
  readonly active: LogFile | undefined;
}

/** `endMin` is an offset that the log is known to have reached; if it does not, it goes on from there. */
export async function recoverLog(folder: LogFolder, endMin: LogOffset): Promise<RecoveredLog> {
  const segments = await measureSegments(folder);
  const last = segments.at(-1);
  if (last === undefined) return { segments, end: endMin, active: undefined };
  const file = await folder.files.open(segmentPath(folder.path, last.base), "r+");
  const segment = { base: last.base, file };
  try {
    const { end, appendable, lastFrame } = await recoverLast(folder, segment, last.bytes);
    last.bytes = end - last.base;
    await makeDurable(folder, segment, lastFrame, end);
    await folder.files.flushFolder(folder.path);
    if (end < endMin) {
      folder.logger.error("the end of the event log is lost; the disk did not keep what it had flushed", {
        from: end,
        to: endMin,
      });
    } else if (appendable) {
      return { segments, end, active: file };
    }
    await file.close();
    return { segments, end: Math.max(end, endMin), active: undefined };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The segments with their sizes; says where the chain has holes, which the reader will report. */
async function measureSegments(folder: LogFolder): Promise<Segment[]> {
  const bases = await listSegmentBases(folder);
  const sizes = await Promise.all(bases.map((base) => folder.files.sizeOf(segmentPath(folder.path, base))));
  return bases.map((base, index) => {
    const size = sizes[index] ?? 0;
    const next = bases[index + 1];
    if (next === undefined) return { base, bytes: size };
    if (base + size < next) {
      folder.logger.error("the event log has a hole; records in it are lost unless a segment is restored", {
        from: base + size,
        to: next,
        segment: segmentPath(folder.path, base),
      });
    }
    return { base, bytes: Math.min(size, next - base) };
  });
}

const scanChunkBytes = 4 * 1024 * 1024;

interface RecoveredSegment {
  readonly end: LogOffset;
  /** Whether the bytes before the end are sound enough to write behind them. */
  readonly appendable: boolean;
  /** Where the last frame begins. */
  readonly lastFrame: LogOffset;
}

async function recoverLast(folder: LogFolder, segment: OpenSegment, size: number): Promise<RecoveredSegment> {
  const end = segment.base + size;
  let lastFrame = segment.base;
  for (let at = segment.base; at < end;) {
    const { entries, next } = await readFrames(segment, at, end, scanChunkBytes);
    lastFrame = entries.at(-1)?.offset ?? lastFrame;
    if (next > at) {
      at = next;
      continue;
    }
    const resume = await findFrame(segment, at + 1, end);
    if (resume === undefined) return { ...(await coverTornTail(folder, segment, at, end)), lastFrame };
    folder.logger.error("the event log has damaged bytes with good records behind them", {
      from: at,
      to: resume,
    });
    at = resume;
  }
  return { end, appendable: true, lastFrame };
}

/**
 * What was just read may be in the kernel's memory only: the process may have died before its
 * flush, or after one that failed, and then the kernel calls the pages clean and a flush alone does
 * nothing. So what the last flush may have covered is written again before it counts as durable;
 * otherwise the loader could read what a power failure takes away, and its offset be used again.
 */
async function makeDurable(
  folder: LogFolder,
  segment: OpenSegment,
  lastFrame: LogOffset,
  end: LogOffset,
): Promise<void> {
  const from = Math.max(segment.base, Math.min(lastFrame, end - flushBytesMax));
  try {
    const tail = await readFully(segment.file, new Uint8Array(end - from), from - segment.base);
    await writeFully(segment.file, tail, from - segment.base);
  } catch (error) {
    // A full disk must not keep the server from starting: the loader is what makes room.
    folder.logger.warn("the end of the event log could not be written again", { from, to: end, error });
  }
  await segment.file.flush();
}

async function coverTornTail(
  folder: LogFolder,
  segment: OpenSegment,
  from: LogOffset,
  end: LogOffset,
): Promise<Omit<RecoveredSegment, "lastFrame">> {
  const savedAs = await setAside(folder, segment, from, end);
  const voidBytes = Math.max(0, end - from - frameHeaderBytes);
  try {
    await writeFully(segment.file, encodeVoidHeader(from, voidBytes), from - segment.base);
  } catch (error) {
    // As above. The next segment begins behind the bad bytes, and the reader reports them as damage.
    folder.logger.warn("the event log's unfinished last write could not be covered", {
      from,
      to: end,
      error,
    });
    return { end, appendable: false };
  }
  folder.logger.info("the event log's last write was not finished when it stopped; its bytes are skipped", {
    from,
    bytes: end - from,
    savedAs,
  });
  return { end: from + frameHeaderBytes + voidBytes, appendable: true };
}
