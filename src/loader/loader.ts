import type { Clock, EpochMs } from "../kernel/clock.ts";
import { diskAdvice } from "../kernel/disk-problem.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import type { BackOff } from "../kernel/retry.ts";
import type { EventLogReader, LogDamage, LogOffset } from "../log/event-log.ts";
import { BatchMaker, type BatchStart } from "./batch-maker.ts";
import type { LoadBatch } from "./batch.ts";
import type { CounterDelta } from "./counters.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { type InsertFailure, type RefusedRow, type RowSink, insertBatch } from "./insert.ts";
import { LoaderGate } from "./loader-gate.ts";
import { LogWatch } from "./log-watch.ts";
import type { ForgottenVisitors } from "./sessions/sessionizer.ts";
import type { LoaderState } from "./state.ts";

/**
 * Moves events from the log into the store: read ▸ dedupe ▸ sessionize ▸ insert ▸ commit, one batch
 * in the store's hands at a time while the next one is built.
 *
 * Modes:
 *   idle      nothing to load, or held by the gate  → loading when the log grows
 *   loading   a batch is on its way                → idle, waiting, stopped
 *   waiting   the store is away or too busy        → loading when an attempt succeeds, stopped
 *   stopped   after `stop`; a batch under way is given up and loaded again by the next start
 *   failed    a full disk, say, or a broken invariant; the log keeps everything, a new loader tries again
 */
export type LoaderMode = "idle" | "loading" | "waiting" | "stopped" | "failed";

export interface LoaderOptions {
  readonly reader: EventLogReader;
  readonly logId: string;
  readonly sink: RowSink;
  readonly table: string;
  readonly state: LoaderState;
  readonly deadLetters: DeadLetters;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backOff: BackOff;
  readonly limits: LoaderLimits;
  /** Where somebody may hold it between two batches. */
  readonly gate?: LoaderGate;
  /** Called after every commit and change of mode. */
  onProgress(progress: LoaderProgress): void;
}

export interface LoaderLimits {
  readonly batchEventsMax: number;
  readonly batchBytesMax: number;
  /** How long a batch waits for company: four times as long as the last insert took, within these. */
  readonly batchAgeMsMin: number;
  readonly batchAgeMsMax: number;
  readonly sessionTimeoutMs: number;
}

export interface LoaderProgress {
  readonly mode: LoaderMode;
  /** Everything below is in the store, and the log may let go of it. */
  readonly committed: LogOffset;
  readonly batches: number;
  /** Events stored so far; also the next event's sequence number. */
  readonly seq: number;
  readonly counters: readonly CounterDelta[];
  /** Why it waits or failed; empty otherwise. */
  readonly problem: string;
  readonly damage: readonly LogDamage[];
  readonly memory: { readonly dedupeBytes: number; readonly sessionBytes: number };
  readonly lastCommitAt: EpochMs;
}

export class Loader {
  readonly #options: LoaderOptions;
  readonly #maker: BatchMaker;
  readonly #gate: LoaderGate;
  readonly #watch: LogWatch;
  readonly #stopping = new AbortController();
  #mode: LoaderMode = "idle";
  #problem = "";
  #lastCommitAt: EpochMs = 0;
  #lastInsertMs = 0;
  #running: Promise<void> | null = null;

  constructor(options: LoaderOptions) {
    this.#options = options;
    this.#gate = options.gate ?? new LoaderGate();
    this.#watch = new LogWatch({
      clock: options.clock,
      durableEnd: options.state.position.offset,
      enoughBytes: options.limits.batchBytesMax / 4,
      signal: this.#stopping.signal,
    });
    this.#maker = new BatchMaker(options);
  }

  start(): void {
    this.#running ??= this.#run().catch((cause: unknown) => {
      this.#options.logger.error("the loader failed; the log keeps all events, and it tries again", {
        cause,
      });
      this.#setMode("failed", loaderProblem(cause));
    });
  }

  /** The log is durable up to here. */
  notifyDurable(end: LogOffset): void {
    this.#watch.notifyDurable(end);
  }

  /** Loads everything below `offset` without waiting for company. */
  drain(offset: LogOffset): void {
    this.#watch.drain(offset);
  }

  /** Comes to the gate, if it is closed, without waiting for anything else. */
  nudge(): void {
    this.#watch.wake();
  }

  /**
   * Forgets the sessions of these visitors and of these client's session ids, durably: what they send
   * next begins a new session. Only while the gate holds the loader.
   */
  forget(of: ForgottenVisitors): void {
    this.#maker.forget(of);
    this.#options.state.fold(this.#options.clock.now());
  }

  /** Loads nothing of the project any more, for good, and forgets its counts. Only while the gate holds the loader. */
  leaveOut(project: ProjectId): void {
    this.#options.state.leaveOut(project);
    this.#options.onProgress(this.progress());
  }

  progress(): LoaderProgress {
    const { state } = this.#options;
    return {
      mode: this.#mode,
      committed: state.position.offset,
      batches: state.position.batch,
      seq: state.position.seq,
      counters: state.counters.all(),
      problem: this.#problem,
      damage: this.#maker.damage,
      memory: { dedupeBytes: state.dedupe.memoryBytes, sessionBytes: state.sessions.memoryBytes },
      lastCommitAt: this.#lastCommitAt,
    };
  }

  /** Gives up what is under way and returns when nothing runs any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#watch.wake();
    await this.finished();
  }

  /** Resolves when the loader has stopped or failed. */
  async finished(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    let batch = await this.#redoIntended();
    while (!this.#stopping.signal.aborted) {
      // Only with nothing built ahead: what is built has already changed the memory.
      if (batch === null) await this.#standAtGate();
      batch ??= await this.#nextBatch(this.#options.state.position);
      if (batch === null) continue;
      this.#setMode("loading", "");
      this.#options.state.intend(batch);
      // Both have ended before anything else happens: an insert must not go on behind a failed loader.
      const [inserted, built] = await Promise.allSettled([this.#insert(batch), this.#buildAhead(batch)]);
      const refused = valueOf(inserted);
      if (refused === null) break;
      this.#commit(batch, refused);
      const following = valueOf(built);
      if (following === null && this.#options.state.foldIsDue(batch.receivedTo)) {
        this.#options.state.fold(batch.receivedTo);
      }
      batch = following;
    }
    if (this.#mode !== "failed") this.#setMode("stopped", "");
  }

  async #redoIntended(): Promise<LoadBatch | null> {
    const { state, logger } = this.#options;
    const intent = state.intent;
    if (intent === null) return null;
    logger.info("loading the interrupted batch again", { batch: intent.batch });
    return this.#maker.again({ ...intent, seq: state.position.seq });
  }

  /** While the store works, builds the next batch, if a whole one is waiting and no fold is due. */
  async #buildAhead(current: LoadBatch): Promise<LoadBatch | null> {
    if (
      this.#stopping.signal.aborted ||
      !this.#watch.holdsEnough(current.to) ||
      this.#gate.isClosed ||
      this.#options.state.foldIsDue(current.receivedTo)
    )
      return null;
    const after = { batch: current.batch, offset: current.to, seq: current.nextSeq };
    return this.#maker.next(after, this.#watch.durableEnd);
  }

  /** The next batch, with the company that came in time; null if there is none yet. */
  async #nextBatch(after: BatchStart): Promise<LoadBatch | null> {
    await this.#waitForCompany(after.offset);
    return this.#stopping.signal.aborted ? null : this.#maker.next(after, this.#watch.durableEnd);
  }

  async #standAtGate(): Promise<void> {
    if (!this.#gate.isClosed) return;
    this.#setMode("idle", "");
    await this.#gate.pass(this.#stopping.signal);
  }

  /** Waits for the first record behind `from`, then a little for more of them. */
  async #waitForCompany(from: LogOffset): Promise<void> {
    if (this.#watch.durableEnd <= from) {
      this.#setMode("idle", "");
      if (!this.#gate.isClosed) await this.#watch.news();
    }
    if (this.#watch.durableEnd > from) await this.#watch.company(from, this.#batchAgeMs());
  }

  /**
   * Even a small insert keeps the store busy for a good part of a tenth of a second, so what waits
   * together saves work; but nobody should wait long for a store that is quick.
   */
  #batchAgeMs(): number {
    const { batchAgeMsMin, batchAgeMsMax } = this.#options.limits;
    return Math.min(batchAgeMsMax, Math.max(batchAgeMsMin, insertTimesAge * this.#lastInsertMs));
  }

  async #insert(batch: LoadBatch): Promise<RefusedRow[] | null> {
    const { sink, table, logId, backOff, clock } = this.#options;
    const onWait = (failure: InsertFailure, attempt: number) => this.#onWait(failure, attempt);
    const startedAt = clock.now();
    const options = { sink, table, logId, backOff, signal: this.#stopping.signal, onWait };
    const refused = await insertBatch(options, batch);
    this.#lastInsertMs = clock.now() - startedAt;
    return refused;
  }

  #onWait(failure: InsertFailure, attempt: number): void {
    if (attempt === 1) {
      this.#options.logger.warn("the store did not take a batch; trying again", { error: failure.message });
    }
    this.#setMode("waiting", failure.message);
  }

  #commit(batch: LoadBatch, refused: readonly RefusedRow[]): void {
    const { state, deadLetters, clock, logger } = this.#options;
    if (refused.length > 0) {
      deadLetters.write(batch, refused);
      logger.error("the store refused rows; they are kept as dead letters", { rows: refused.length });
    }
    state.commit({
      position: { batch: batch.batch, offset: batch.to, seq: batch.nextSeq },
      receivedTo: batch.receivedTo,
      fingerprints: batch.fingerprints,
      spans: batch.spans,
      counts: [...batch.counts, ...refused.flatMap(({ index }) => recount(batch.rows.projects[index]!))],
    });
    this.#lastCommitAt = clock.now();
    this.#setMode("loading", "");
  }

  #setMode(mode: LoaderMode, problem: string): void {
    this.#mode = mode;
    this.#problem = problem;
    this.#options.onProgress(this.progress());
  }
}

/** The store then spends at most about a fifth of its time on small batches. */
const insertTimesAge = 4;

/** For people: what keeps the loader from working, and what to do about it. */
export function loaderProblem(cause: unknown): string {
  const words = diskAdvice(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return `the loader failed and tries again: ${words}`;
}

function valueOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}

/** A refused row was counted as stored when its batch was built. */
function recount(project_id: string): CounterDelta[] {
  return [
    { project_id, verdict: "stored", reason: "", count: -1 },
    { project_id, verdict: "rejected", reason: "refused_by_store", count: 1 },
  ];
}
