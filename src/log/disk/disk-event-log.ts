/**
 * The event log on the local disk: appends that arrive together are written and flushed together.
 *
 * One flush is under way at a time; what arrives meanwhile goes into the next one. So the flush's
 * cost is shared by more appends the slower the disk is, and no timer has to be tuned.
 *
 *   open    takes appends.
 *           An append does not fit `bytesMax`, or the disk is too full → full. A flush fails → failed.
 *   full    refuses appends with `log_full`. `trim` frees a segment or the disk has room → open.
 *   failed  the last flush failed and its appends were rejected. Every append tries again, with a
 *           new segment file; a flush succeeds → open.
 *   closed  after `close`; refuses appends with `shutting_down`. Final.
 */
import type { Clock, EpochMs } from "../../kernel/clock.ts";
import { type Failure, FailureError, failure } from "../../kernel/errors.ts";
import { createIdSource, type IdSource } from "../../kernel/ids.ts";
import type { Logger } from "../../kernel/logger.ts";
import type { EventLog, LogOffset, LogStatus } from "../event-log.ts";
import { AppendQueue, flushBytesMax, frameBytesOf, type PendingAppend } from "./append-queue.ts";
import { DiskSpace } from "./disk-space.ts";
import { type LogFileSystem, systemFiles } from "./file-system.ts";
import { FlushBuffer } from "./flush-buffer.ts";
import { readOrCreateLogId } from "./log-id.ts";
import { payloadBytesMax } from "./record-frame.ts";
import { recoverLog } from "./recovery.ts";
import { SegmentWriter } from "./segment-writer.ts";
import type { LogFolder } from "./segment.ts";
import { describeOpenProblem, describeWriteProblem } from "./write-problem.ts";

const retryAfterFullSeconds = 5;
const retryAfterBusySeconds = 1;

/** So that trimming frees space well before the log is full, however small the limit is. */
const segmentsWithinLimitMin = 4;

/** A drained segment is replaced from this part of its full size on, to give the disk space back. */
const drainedShareMin = 0.25;

export interface DiskEventLogOptions {
  /** Only one process may have it open for writing; see `kernel/folder-lock.ts`. Created if need be. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: DiskEventLogLimits;
  readonly ids?: IdSource;
  readonly files?: LogFileSystem;
  /**
   * The loader's position. If the disk lost the end of the log in spite of its flushes, appending
   * goes on from here, so that no offset is used twice.
   */
  readonly endMin?: LogOffset;
}

export interface DiskEventLogLimits {
  readonly bytesMax: number;
  /** The part of the disk, from 0 to 1, above which nothing more is taken, whoever uses it. */
  readonly diskShareMax: number;
  readonly segmentBytesMax: number;
}

/** Opens the log, or creates it, and repairs what a crash left. Throws if the folder cannot be used. */
export async function openDiskEventLog(options: DiskEventLogOptions): Promise<DiskEventLog> {
  const { clock, limits, ids = createIdSource(), files = systemFiles, endMin = 0 } = options;
  const folder = { path: options.folder, files, logger: options.logger };
  try {
    await files.makeFolder(folder.path);
    const id = await readOrCreateLogId(folder, ids);
    const recovered = await recoverLog(folder, endMin);
    const bytesMax = limits.bytesMax;
    const segmentBytesMax = Math.min(limits.segmentBytesMax, Math.floor(bytesMax / segmentsWithinLimitMin));
    const segments = new SegmentWriter(folder, segmentBytesMax, recovered);
    const space = new DiskSpace({ folder, diskShareMax: limits.diskShareMax, clock });
    await space.check();
    return new DiskEventLog({ id, folder, clock, segments, segmentBytesMax, space, bytesMax });
  } catch (error) {
    throw new Error(describeOpenProblem(folder.path, error), { cause: error });
  }
}

interface DiskEventLogParts {
  readonly id: string;
  readonly folder: LogFolder;
  readonly clock: Clock;
  readonly segments: SegmentWriter;
  readonly segmentBytesMax: number;
  readonly space: DiskSpace;
  readonly bytesMax: number;
}

export class DiskEventLog implements EventLog {
  readonly id: string;
  readonly #parts: DiskEventLogParts;
  readonly #buffer = new FlushBuffer(flushBytesMax);
  readonly #queue = new AppendQueue();
  #writing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;
  #trimming: Promise<void> = Promise.resolve();
  #rollWaiters: (() => void)[] = [];
  #overLimit = false;
  /** Empty while writing works. */
  #writeProblem = "";
  #lastFlushAt: EpochMs = 0;
  #flushes = 0;
  #appends = 0;

  constructor(parts: DiskEventLogParts) {
    this.id = parts.id;
    this.#parts = parts;
  }

  /** The payload must not change until the promise settles: it is read when its flush begins. */
  append(payload: Uint8Array): Promise<LogOffset> {
    const refusal = this.#refusal(payload);
    if (refusal !== undefined) return Promise.reject(new FailureError(refusal));
    return new Promise((resolve, reject) => {
      this.#queue.push({ payload, resolve, reject });
      this.#wakeWriter();
    });
  }

  durableEnd(): LogOffset {
    return this.#parts.segments.end;
  }

  async seal(): Promise<LogOffset> {
    if (this.#parts.segments.lastBytes > 0 && this.#closing === undefined) await this.#roll();
    return this.#parts.segments.lastBase;
  }

  trim(before: LogOffset): Promise<void> {
    // One after another: each removes the oldest segment of the list it sees.
    const trimmed = this.#trimming.then(() => this.#trim(before));
    this.#trimming = trimmed.catch(() => {});
    return trimmed;
  }

  status(): LogStatus {
    const { segments, space } = this.#parts;
    const full = this.#fullProblem(space.isShort());
    return {
      mode: this.#mode(full),
      bytes: segments.bytes,
      segments: segments.count,
      start: segments.start,
      end: segments.end,
      problem: this.#writeProblem || full,
      lastFlushAt: this.#lastFlushAt,
      flushes: this.#flushes,
      appends: this.#appends,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #mode(fullProblem: string): LogStatus["mode"] {
    if (this.#closing !== undefined) return "closed";
    if (this.#writeProblem !== "") return "failed";
    return fullProblem === "" ? "open" : "full";
  }

  #fullProblem(diskIsShort: boolean): string {
    const { folder, bytesMax } = this.#parts;
    if (this.#overLimit) {
      return `The event log in ${folder.path} has reached its limit of ${bytesMax} bytes, because the event store does not take events as fast as they come; look at the store and the loader.`;
    }
    if (diskIsShort)
      return `The disk under ${folder.path} is nearly full; free space or move the data folder to a larger disk.`;
    return "";
  }

  /** Why an append is not taken; one is taken only if it fits behind all those that still wait. */
  #refusal(payload: Uint8Array): Failure | undefined {
    if (this.#closing !== undefined)
      return failure("shutting_down", { retryAfterSeconds: retryAfterBusySeconds });
    if (payload.byteLength > payloadBytesMax) return failure("body_too_large");
    const { segments, space, bytesMax } = this.#parts;
    const frameBytes = frameBytesOf({ payload });
    this.#overLimit = segments.bytes + this.#queue.bytes + frameBytes > bytesMax;
    const problem = this.#fullProblem(space.isShort());
    if (problem !== "") {
      return failure("log_full", { retryAfterSeconds: retryAfterFullSeconds, cause: new Error(problem) });
    }
    if (!this.#queue.hasRoom(frameBytes)) {
      return failure("log_full", {
        message:
          "Events come in faster than the disk takes them; nothing was stored. Send the event again later.",
        retryAfterSeconds: retryAfterBusySeconds,
      });
    }
    return undefined;
  }

  /** Starts the writer behind the callbacks that are due now, so that their appends share its flush. */
  #wakeWriter(): void {
    this.#writing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#write());
  }

  async #write(): Promise<void> {
    while (this.#queue.length > 0 || this.#rollWaiters.length > 0) {
      if (this.#rollWaiters.length > 0) await this.#rollDrained();
      if (this.#queue.length > 0) await this.#flush(this.#queue.takeBatch());
    }
    this.#writing = undefined;
  }

  /**
   * Resolving an append is what lets a 2xx go out. It is safe here because `segments.append` has
   * returned: the record's bytes, its file and the file's name survive a power failure (argued
   * there); recovery reads every frame up to the end of the last segment, and cuts off none that
   * is sound; `trim` deletes a segment only when the loader has said that it needs none of it.
   */
  async #flush(batch: readonly PendingAppend[]): Promise<void> {
    const { segments, clock } = this.#parts;
    let offset = segments.end;
    try {
      await segments.append(this.#buffer.fill(batch, offset));
    } catch (error) {
      this.#fail(batch, error);
      return;
    }
    this.#queue.settled(batch);
    this.#flushes++;
    this.#appends += batch.length;
    this.#lastFlushAt = clock.now();
    if (this.#writeProblem !== "") this.#recovered();
    for (const append of batch) {
      offset += frameBytesOf(append);
      append.resolve(offset);
    }
  }

  #fail(batch: readonly PendingAppend[], error: unknown): void {
    const { folder } = this.#parts;
    const problem = describeWriteProblem(folder.path, error);
    // Once per problem: under load there would be a line for every flush.
    if (problem !== this.#writeProblem) folder.logger.error(problem, { rejected: batch.length, error });
    this.#writeProblem = problem;
    this.#queue.settled(batch);
    const rejection = new FailureError(
      failure("log_unavailable", {
        retryAfterSeconds: retryAfterBusySeconds,
        cause: new Error(problem, { cause: error }),
      }),
    );
    for (const { reject } of batch) reject(rejection);
  }

  #recovered(): void {
    this.#parts.folder.logger.info("the event log can be written again", { after: this.#writeProblem });
    this.#writeProblem = "";
  }

  async #trim(before: LogOffset): Promise<void> {
    const { segments, segmentBytesMax } = this.#parts;
    const drained = before >= segments.end && this.#queue.bytes === 0;
    const worthIt = segments.lastBytes >= segmentBytesMax * drainedShareMin || this.#overLimit;
    if (drained && worthIt && segments.lastBytes > 0 && this.#closing === undefined) {
      await this.#roll();
    }
    const bytesBefore = segments.bytes;
    await segments.removeBelow(before);
    if (segments.bytes < bytesBefore) this.#overLimit = false;
  }

  #roll(): Promise<void> {
    return new Promise((resolve) => {
      this.#rollWaiters.push(resolve);
      this.#wakeWriter();
    });
  }

  /** The last segment cannot be deleted, because its name keeps the offset; an empty one takes its place. */
  async #rollDrained(): Promise<void> {
    const waiters = this.#rollWaiters;
    this.#rollWaiters = [];
    try {
      await this.#parts.segments.roll();
    } catch (error) {
      this.#parts.folder.logger.warn(
        "the event log could not begin a new segment; its space is freed later",
        {
          error,
        },
      );
    }
    for (const resolve of waiters) resolve();
  }

  async #close(): Promise<void> {
    await this.#trimming;
    while (this.#writing !== undefined) await this.#writing;
    await this.#parts.segments.close();
  }
}
