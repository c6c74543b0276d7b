/**
 * Reads the segment files; shares nothing with the writer but the folder, so it may live in another
 * thread or process. Nothing it meets on the disk stops it: what is damaged or missing is set
 * aside, reported, and skipped up to the next good record. Only bytes that the disk refuses to
 * give out are an error: that may pass, and `trim` would delete what could still be rescued.
 *
 * The list of segments is read again when `until` has moved and the list's last segment is reached.
 * A segment is created before a record in it is durable, so a list made after the caller learned
 * `until` names every segment below it; only in such a list is the last segment's end known.
 */
import { type Logger, silentLogger } from "../../kernel/logger.ts";
import type { EventLogReader, LogChunk, LogDamage, LogEntry, LogOffset } from "../event-log.ts";
import { setAside } from "./damage.ts";
import { errorCode, type LogFileSystem, readFully, systemFiles } from "./file-system.ts";
import { findFrame, type OpenSegment, readFrames } from "./frame-scan.ts";
import { type LogFolder, listSegmentBases, segmentPath } from "./segment.ts";

export interface DiskEventLogReaderOptions {
  readonly folder: string;
  readonly logger?: Logger;
  readonly files?: LogFileSystem;
}

export async function openDiskEventLogReader(
  options: DiskEventLogReaderOptions,
): Promise<DiskEventLogReader> {
  const { folder, logger = silentLogger, files = systemFiles } = options;
  const reader = new DiskEventLogReader({ path: folder, files, logger });
  await reader.start();
  return reader;
}

/** A stretch of the log that one segment holds, or, without a segment, that no file holds. */
interface Stretch {
  readonly segment: OpenSegment | undefined;
  readonly end: LogOffset;
}

/** One call at a time. */
export class DiskEventLogReader implements EventLogReader {
  readonly #folder: LogFolder;
  #bases: readonly LogOffset[] = [];
  /** The `until` for which the list of segments is complete. */
  #listedUntil: LogOffset = 0;
  #current: OpenSegment | undefined;

  constructor(folder: LogFolder) {
    this.#folder = folder;
  }

  async start(): Promise<LogOffset> {
    const [first = 0] = await listSegmentBases(this.#folder);
    return first;
  }

  async read(from: LogOffset, until: LogOffset, bytesMax: number): Promise<LogChunk> {
    try {
      return await this.#read(from, until, bytesMax);
    } catch (error) {
      if (errorCode(error) !== "EIO") throw error;
      throw new Error(unreadable(this.#folder.path, this.#current?.base ?? 0), { cause: error });
    }
  }

  async close(): Promise<void> {
    const { file } = this.#current ?? {};
    this.#current = undefined;
    await file?.close();
  }

  async #read(from: LogOffset, until: LogOffset, bytesMax: number): Promise<LogChunk> {
    const damage: LogDamage[] = [];
    const entries: LogEntry[] = [];
    let bytes = 0;
    let at = from;
    while (at < until) {
      const stretch = await this.#locate(at, until);
      if (stretch.segment !== undefined) {
        const read = await readFrames(stretch.segment, at, stretch.end, bytesMax - bytes);
        if (read.next > at) {
          for (const entry of read.entries) entries.push(entry);
          bytes += read.next - at;
          at = read.next;
          // The rest of a segment alone would make a small batch behind every two large ones.
          const isEnough = at < stretch.end || bytes > bytesMax / 2;
          if (entries.length > 0 && isEnough) break;
          continue;
        }
      }
      if (entries.length > 0) break;
      const damaged = await this.#skipDamage(at, stretch);
      damage.push(damaged);
      at = damaged.to;
    }
    return { entries, next: at, damage };
  }

  async #locate(at: LogOffset, until: LogOffset): Promise<Stretch> {
    let index = this.#bases.findLastIndex((base) => base <= at);
    if (index === this.#bases.length - 1 && until > this.#listedUntil) {
      this.#bases = await listSegmentBases(this.#folder);
      this.#listedUntil = until;
      index = this.#bases.findLastIndex((base) => base <= at);
    }
    const base = this.#bases[index];
    const end = Math.min(until, this.#bases[index + 1] ?? until);
    return { segment: base === undefined ? undefined : await this.#open(base), end };
  }

  async #open(base: LogOffset): Promise<OpenSegment | undefined> {
    if (this.#current?.base === base) return this.#current;
    await this.close();
    try {
      this.#current = {
        base,
        file: await this.#folder.files.open(segmentPath(this.#folder.path, base), "r"),
      };
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
    return this.#current;
  }

  /** What no good record begins in, from `from` to the next good one or the end of the stretch. */
  async #skipDamage(from: LogOffset, { segment, end }: Stretch): Promise<LogDamage> {
    let damage: LogDamage = { from, to: end, savedAs: "", reason: missingReason };
    if (segment !== undefined && (await this.#holds(segment, from))) {
      const to = (await findFrame(segment, from + 1, end)) ?? end;
      const savedAs = await setAside(this.#folder, segment, from, to);
      damage = { from, to, savedAs, reason: checksumReason };
    }
    this.#folder.logger.error("a range of the event log cannot be read and is skipped", { ...damage });
    return damage;
  }

  async #holds(segment: OpenSegment, offset: LogOffset): Promise<boolean> {
    const found = await readFully(segment.file, new Uint8Array(1), offset - segment.base);
    return found.byteLength > 0;
  }
}

function unreadable(folderPath: string, base: LogOffset): string {
  return `The disk cannot read ${segmentPath(folderPath, base)} (EIO). Nothing is lost yet and new events are still taken; if it goes on, stop the server, copy the file with a tool that reads around bad blocks such as ddrescue, put the copy in its place and start again.`;
}

const missingReason =
  "no file holds these bytes: a segment file was removed, cut, or not restored from a backup, or the disk did not keep what it had flushed";
const checksumReason =
  "the bytes fail their checksum: the disk damaged them, or a power failure interrupted their flush, in which case they were never acknowledged";
