import { type Clock, hourMs, minuteMs, secondMs } from "../kernel/clock.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import { limits } from "../kernel/limits.ts";
import type { Logger } from "../kernel/logger.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { backOffMs, sleep } from "../kernel/retry.ts";
import type { HeldLoader, LoaderControl, LoaderHold } from "../loader/control.ts";
import type { LoaderProgress } from "../loader/loader.ts";
import { readPosition } from "../loader/position.ts";
import type { EventLog } from "../log/event-log.ts";
import type { ClickHouseStore } from "../store/clickhouse-store.ts";
import { whileLoadingStands } from "../store/while-loading-stands.ts";
import type { Config } from "./config.ts";
import type { DataFolders } from "./folders.ts";
import { LoaderWorker } from "./loader-worker.ts";
import { type RunningStore, startStore } from "./store.ts";

/**
 * The half of the system that may be away while events keep coming in: the store, and the loader
 * that fills it. Starts them behind the HTTP server's back, and tries again for as long as it takes.
 *
 * Modes: starting → running; starting → starting (a failed attempt, after a pause); any → stopped.
 */
export class StoreAndLoader implements LoaderControl, LoaderHold {
  readonly #parts: StoreAndLoaderParts;
  readonly #stopping = new AbortController();
  #running: RunningStore | null = null;
  #loader: LoaderWorker | null = null;
  #startProblem = "";
  #started: Promise<void> | null = null;

  constructor(parts: StoreAndLoaderParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#started ??= this.#startUntilRunning();
  }

  /** The store's client; waits a little for a store that is only just starting. */
  async store(): Promise<Result<ClickHouseStore, Failure>> {
    if (this.#running === null)
      await Promise.race([this.#started, sleep(startPatienceMs, this.#stopping.signal)]);
    const hung = this.#hung();
    if (hung !== null) {
      return err(failure("store_unavailable", { retryAfterSeconds: 10, cause: new Error(hung) }));
    }
    if (this.#running !== null) return ok(this.#running.store);
    return err(failure("store_unavailable", { retryAfterSeconds: 2, cause: new Error(this.#startProblem) }));
  }

  /** Null when the store answers. */
  async problem(): Promise<string | null> {
    if (this.#running === null) return this.#startProblem === "" ? "is starting" : this.#startProblem;
    const status = this.#running.embedded?.status();
    if (status !== undefined && status.problem !== "") return status.problem;
    const answer = await Promise.race([this.#running.store.ping(), sleep(pingPatienceMs)]);
    if (answer === undefined) return `has not answered within ${pingPatienceMs / secondMs} s`;
    return answer.ok ? null : answer.error.message;
  }

  /** Whoever asks a store that hangs would only wait: it is known that no answer comes. */
  #hung(): string | null {
    const status = this.#running?.embedded?.status();
    return status?.mode === "silent" ? status.problem : null;
  }

  name(): string {
    return this.#parts.config.CLICKHOUSE_URL === undefined
      ? "embedded ClickHouse"
      : `ClickHouse at ${new URL(this.#parts.config.CLICKHOUSE_URL).host}`;
  }

  progress(): LoaderProgress {
    return this.#loader?.progress() ?? this.#notLoading();
  }

  async drain(timeoutMs: number): Promise<boolean> {
    const until = this.#parts.clock.now() + timeoutMs;
    if (this.#loader === null) await Promise.race([this.#started, sleep(timeoutMs, this.#stopping.signal)]);
    return (await this.#loader?.drain(Math.max(0, until - this.#parts.clock.now()))) ?? false;
  }

  async hold<T>(timeoutMs: number, work: (held: HeldLoader) => Promise<T>): Promise<T> {
    if (this.#loader === null) throw new Error("the loader is only starting");
    return this.#loader.hold(timeoutMs, work);
  }

  /** The same while no other server that shares the store loads, either. */
  async holdAll<T>(timeoutMs: number, work: (held: HeldLoader) => Promise<T>): Promise<T> {
    return this.hold(timeoutMs, async (held) => {
      const store = await this.store();
      if (!store.ok) throw new Error(store.error.message, { cause: store.error.cause });
      return whileLoadingStands(store.value, () => work(held));
    });
  }

  /** Gives the loader a moment to load what is accepted, then stops both. */
  async stop(): Promise<void> {
    await this.#loader?.drain(drainOnStopMs);
    this.#stopping.abort();
    await this.#started;
    await this.#loader?.stop(stopLoaderMs);
    await this.#running?.stop();
  }

  async #startUntilRunning(): Promise<void> {
    for (let attempt = 1; !this.#stopping.signal.aborted; attempt++) {
      try {
        const { config, folders, clock, logger } = this.#parts;
        // One for each attempt, so that attempts leave nothing behind.
        const signal = AbortSignal.any([this.#stopping.signal]);
        this.#running = await startStore({ config, folder: folders.store, clock, logger, signal });
        this.#startProblem = "";
        this.#loader = this.#startLoader(this.#running);
        return;
      } catch (cause) {
        if (this.#stopping.signal.aborted) return;
        this.#startProblem = cause instanceof Error ? cause.message : String(cause);
        this.#parts.logger.error("the event store cannot be used; events are kept in the log meanwhile", {
          problem: this.#startProblem,
        });
        await sleep(backOffMs(restartBackOff, attempt), this.#stopping.signal);
      }
    }
  }

  #startLoader(running: RunningStore): LoaderWorker {
    const { config, folders, log } = this.#parts;
    return new LoaderWorker({
      log,
      initial: this.#notLoading(),
      setup: {
        logFolder: folders.log,
        logId: log.id,
        loaderFolder: folders.loader,
        deadLetterFolder: folders.deadLetters,
        logLevel: config.LOG_LEVEL,
        dedupeWindowMs: config.TIDEMARK_DEDUPE_HOURS * hourMs,
        limits: {
          batchEventsMax: limits.loadBatchEventsMax,
          batchBytesMax: limits.loadBatchBytesMax,
          batchAgeMsMin: limits.loadBatchAgeMsMin,
          batchAgeMsMax: limits.loadBatchAgeMsMax,
          sessionTimeoutMs: config.TIDEMARK_SESSION_MINUTES * minuteMs,
        },
        store: running.address,
      },
      onCommit: (committed) => void log.trim(committed),
    });
  }

  #notLoading(): LoaderProgress {
    return {
      mode: "waiting",
      committed: readPosition(this.#parts.folders.loader),
      batches: 0,
      seq: 0,
      counters: [],
      problem: this.#startProblem,
      damage: [],
      memory: { dedupeBytes: 0, sessionBytes: 0 },
      lastCommitAt: 0,
    };
  }
}

export interface StoreAndLoaderParts {
  readonly config: Config;
  readonly folders: DataFolders;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
}

const startPatienceMs = 10_000;
const restartBackOff = { firstMs: 500, ceilingMs: 30_000, random: Math.random };
/** A store that is well answers in milliseconds; whoever asks about its health does not wait long. */
const pingPatienceMs = 3_000;
/** Together with what the HTTP server and the child take, within `limits.shutdownTimeoutMs`. */
const drainOnStopMs = 4_000;
const stopLoaderMs = 3_000;
