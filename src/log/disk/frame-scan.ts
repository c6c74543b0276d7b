/**
 * Reads frames from an open segment file, and finds the next good frame behind damaged bytes.
 */
import type { LogOffset } from "../event-log.ts";
import { type LogFile, readFully } from "./file-system.ts";
import { frameHeaderBytes, frameMark, type ParsedFrames, parseFrames } from "./record-frame.ts";

export interface OpenSegment {
  readonly base: LogOffset;
  readonly file: LogFile;
}

/**
 * The frames from `from` on that fit into about `bytesMax`, but a whole one if there is one; none
 * reaches beyond `limit`. Payloads share one fresh buffer. `next` stays at `from` if no frame is
 * there (`invalid`) or the file ends there (`end`); `cut` is never returned for the first frame.
 */
export async function readFrames(
  segment: OpenSegment,
  from: LogOffset,
  limit: LogOffset,
  bytesMax: number,
): Promise<ParsedFrames> {
  let wantedBytes = Math.min(Math.max(bytesMax, frameHeaderBytes), limit - from);
  for (;;) {
    const buffer = Buffer.allocUnsafeSlow(wantedBytes);
    const bytes = await readFully(segment.file, buffer, from - segment.base);
    const fileEnds = bytes.byteLength < wantedBytes;
    const parsed = parseFrames(bytes, from, fileEnds ? from + bytes.byteLength : limit);
    if (parsed.stop !== "cut" || parsed.next > from) return parsed;
    wantedBytes = parsed.needBytes;
  }
}

/** The first offset from `from` on at which a good frame begins, or undefined if there is none below `limit`. */
export async function findFrame(
  segment: OpenSegment,
  from: LogOffset,
  limit: LogOffset,
): Promise<LogOffset | undefined> {
  const window = Buffer.allocUnsafeSlow(Math.min(searchWindowBytes, limit - from));
  for (let at = from; at + frameHeaderBytes <= limit; at += window.byteLength - (frameHeaderBytes - 1)) {
    const { byteLength } = await readFully(segment.file, window, at - segment.base);
    for (let found = window.indexOf(frameMark); found !== -1; found = window.indexOf(frameMark, found + 1)) {
      if (found >= byteLength) break;
      if (await isFrame(segment, at + found, limit)) return at + found;
    }
    if (byteLength < window.byteLength) break;
  }
  return undefined;
}

const searchWindowBytes = 1024 * 1024;

async function isFrame(segment: OpenSegment, offset: LogOffset, limit: LogOffset): Promise<boolean> {
  if (offset + frameHeaderBytes > limit) return false;
  const { next } = await readFrames(segment, offset, limit, frameHeaderBytes);
  return next > offset;
}
