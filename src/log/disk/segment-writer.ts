/**
 * Appends bytes durably to the last segment of the chain, begins new segments, deletes old ones.
 *
 *   sealed   no file is open. `append` begins a new segment at the durable end, or reuses the last
 *            one if nothing durable is in it. → writing
 *   writing  the last segment is open; its first `bytes` are durable.
 *            A failed write or flush → sealed. A full segment → sealed → writing. `close` → sealed.
 *
 * After a failed flush the kernel may hold pages that it calls clean although the disk never took
 * them, and a second flush would succeed without writing them. So no flush is ever retried: the
 * segment is cut back to what was durable before, and the records go into a new file.
 *
 * Calls to `append`, `roll` and `close` come one after another; `removeBelow` may come at any time.
 */
import type { LogOffset } from "../event-log.ts";
import { errorCode, type LogFile, writeFully } from "./file-system.ts";
import type { RecoveredLog } from "./recovery.ts";
import { type LogFolder, type Segment, segmentPath } from "./segment.ts";

export class SegmentWriter {
  readonly #folder: LogFolder;
  readonly #segmentBytesMax: number;
  readonly #segments: Segment[];
  #active: LogFile | undefined;
  #end: LogOffset;
  #bytes: number;
  /** A segment file that this process created, but whose folder entry is not durable yet. */
  #unregistered: LogOffset | undefined;

  constructor(folder: LogFolder, segmentBytesMax: number, recovered: RecoveredLog) {
    this.#folder = folder;
    this.#segmentBytesMax = segmentBytesMax;
    this.#segments = [...recovered.segments];
    this.#active = recovered.active;
    this.#end = recovered.end;
    this.#bytes = recovered.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  get start(): LogOffset {
    return this.#segments[0]?.base ?? this.#end;
  }

  /** The durable end. */
  get end(): LogOffset {
    return this.#end;
  }

  /** What the segments hold together. */
  get bytes(): number {
    return this.#bytes;
  }

  get count(): number {
    return this.#segments.length;
  }

  /** Where the last segment begins. */
  get lastBase(): LogOffset {
    return this.#segments.at(-1)?.base ?? this.#end;
  }

  /** What the last segment holds. */
  get lastBytes(): number {
    return this.#segments.at(-1)?.bytes ?? 0;
  }

  /**
   * Resolves once `bytes` are durable at `end`, which then lies behind them. If it rejects, `end`
   * has not moved and the next call tries with another file.
   *
   * Durable, because by then (1) the segment's folder entry was flushed before its first byte was
   * written, (2) `flush` returned without error after the last byte was written, and (3) nothing
   * but this process writes the file, and no flush on it has failed before.
   */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.lastBytes > 0 && this.lastBytes + bytes.byteLength > this.#segmentBytesMax) await this.#seal();
    const file = this.#active ?? (await this.#begin());
    const segment = this.#segments.at(-1)!;
    try {
      await writeFully(file, bytes, segment.bytes);
      await file.flush();
    } catch (error) {
      await this.#cutBack(file, segment.bytes);
      throw error;
    }
    segment.bytes += bytes.byteLength;
    this.#bytes += bytes.byteLength;
    this.#end += bytes.byteLength;
  }

  /** Begins a new segment, so that the one before can be removed. */
  async roll(): Promise<void> {
    await this.#seal();
    await this.#begin();
  }

  /** Deletes the segments that lie wholly below `before`, except the last; the oldest first. */
  async removeBelow(before: LogOffset): Promise<void> {
    let removed = false;
    for (;;) {
      const [oldest, next] = this.#segments;
      if (oldest === undefined || next === undefined || next.base > before) break;
      await this.#removeFile(segmentPath(this.#folder.path, oldest.base));
      this.#segments.shift();
      this.#bytes -= oldest.bytes;
      removed = true;
    }
    if (removed) await this.#folder.files.flushFolder(this.#folder.path);
  }

  async close(): Promise<void> {
    await this.#seal();
  }

  /** Nothing is lost if the file cannot be closed: all that counts in it is durable. */
  async #seal(): Promise<void> {
    const file = this.#active;
    this.#active = undefined;
    await file?.close().catch(ignore);
  }

  async #begin(): Promise<LogFile> {
    const last = this.#segments.at(-1);
    const reused = last?.base === this.#end;
    const path = segmentPath(this.#folder.path, this.#end);
    const file = await this.#folder.files.open(path, reused || this.#unregistered === this.#end ? "w" : "wx");
    try {
      if (!reused) {
        this.#unregistered = this.#end;
        await this.#folder.files.flushFolder(this.#folder.path);
        // Only now may the segments before it be deleted: if a power failure took this file and
        // none were left, offsets would begin again at 0.
        this.#segments.push({ base: this.#end, bytes: 0 });
        this.#unregistered = undefined;
      }
    } catch (error) {
      await file.close().catch(ignore);
      throw error;
    }
    this.#active = file;
    return file;
  }

  /**
   * Best effort: if the bytes stay, the beginning of the next segment bounds this one all the same.
   * The flush writes the last durable page again, which the failed one may have torn.
   */
  async #cutBack(file: LogFile, durableBytes: number): Promise<void> {
    this.#active = undefined;
    await file.truncate(durableBytes).catch(ignore);
    await file.flush().catch(ignore);
    await file.close().catch(ignore);
  }

  async #removeFile(path: string): Promise<void> {
    try {
      await this.#folder.files.remove(path);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }
}

function ignore(): void {}
