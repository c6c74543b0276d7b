import { type ClickHouseClient, createClient } from "@clickhouse/client-web";
import { hourMs, minuteMs, secondMs } from "../kernel/clock.ts";
import { createIdSource } from "../kernel/ids.ts";
import { backOffMs, sleep } from "../kernel/retry.ts";
import { isClickHouseError } from "./failures.ts";

/**
 * What servers that share a store do one at a time, and for how long at most: the time for which the others wait when a
 * machine that holds a lock vanishes without closing its connections.
 *
 *   upkeep    deletes rows and counts anew; holds the steps of others apart
 *   loading   whoever holds it is the only one who inserts events: see `whileLoadingStands`
 */
const lockMsMax = { upkeep: hourMs, loading: 15 * minuteMs } as const;
export type StoreLock = keyof typeof lockMsMax;

/** The name of the lock's statement; a guard in another statement compares with it. */
export function lockIdSql(lock: StoreLock): string {
  return `concat('tidemark:', currentDatabase(), ':${lock}')`;
}

/**
 * Locks of all servers that share a database, in the only thing that they surely share. A lock is a statement that sleeps in
 * the store under the lock's name: ClickHouse runs no two statements of one name, and ends one whose client has gone. So it is
 * free when its holder is done, crashes or is cut off, and when the store restarts; no clock decides about it.
 */
export class StoreLocks {
  readonly #client: ClickHouseClient;
  readonly #closing = new AbortController();

  constructor(options: { readonly url: string; readonly headers: Readonly<Record<string, string>> }) {
    this.#client = createClient({
      url: options.url,
      http_headers: { ...options.headers },
      request_timeout: 2 * hourMs,
      fetch: fetchPatiently,
      log: { level: noLog },
    });
  }

  /**
   * Does the work while no other server, and no other work of this one, holds the lock; waits for as long as it takes, or
   * until the signal fires. The work's signal fires with it, and when the lock is lost. Throws when it was lost, and what
   * the work throws.
   */
  async hold<T>(
    lock: StoreLock,
    options: { readonly signal?: AbortSignal },
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const given = options.signal === undefined ? [] : [options.signal];
    const held = await this.#take(lock, AbortSignal.any([this.#closing.signal, ...given]));
    try {
      const done = await work(AbortSignal.any([held.lost, ...given]));
      held.lost.throwIfAborted();
      return done;
    } finally {
      await held.release();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error("the store is being closed"));
    await this.#client.close();
  }

  async #take(lock: StoreLock, signal: AbortSignal): Promise<HeldLock> {
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      const held = await this.#tryToTake(lock);
      if (held !== null) return held;
      await sleep(backOffMs(waits, attempt), signal);
    }
  }

  /** Null when another one has it. */
  async #tryToTake(lock: StoreLock): Promise<HeldLock | null> {
    const mark = ids.opaque("held");
    const leaving = new AbortController();
    const lost = new AbortController();
    const end = AbortSignal.any([leaving.signal, this.#closing.signal]);
    const ended = this.#sleepInStore(lock, mark, end).then((cause) => {
      lost.abort(new Error(`the store's lock "${lock}" was lost`, { cause }));
      return cause;
    });
    const release = async (): Promise<void> => {
      // Waits until it is over: who comes next would still find it. A store that is away has ended it.
      await this.#rows(`KILL QUERY WHERE ${isMarked} SYNC`, { mark }).catch(() => {});
      leaving.abort();
      await ended;
    };
    try {
      while (!lost.signal.aborted) {
        if (await this.#runs(mark)) return { lost: lost.signal, release };
        await sleep(pollMs);
      }
    } catch (cause) {
      leaving.abort();
      throw cause;
    }
    const cause = await ended;
    if (isClickHouseError(cause) && cause.type === "QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING") return null;
    throw new Error(`the store gave no lock "${lock}"`, { cause });
  }

  /** Resolves when it sleeps no more, with what ended it. */
  async #sleepInStore(lock: StoreLock, mark: string, signal: AbortSignal): Promise<unknown> {
    try {
      const [id] = await this.#rows<{ query_id: string }>(`SELECT ${lockIdSql(lock)} AS query_id`);
      await this.#client.command({
        query: `SELECT sleepEachRow(${sleepSeconds}) AS ${mark} FROM numbers(${lockMsMax[lock] / secondMs / sleepSeconds}) FORMAT Null`,
        query_id: id!.query_id,
        abort_signal: signal,
        clickhouse_settings: {
          readonly: "2",
          cancel_http_readonly_queries_on_client_close: 1,
          max_block_size: "1",
          max_execution_time: 0,
        },
      });
      return new Error("it was held for too long");
    } catch (cause) {
      return cause;
    }
  }

  async #runs(mark: string): Promise<boolean> {
    return (await this.#rows(`SELECT query_id FROM system.processes WHERE ${isMarked}`, { mark })).length > 0;
  }

  async #rows<Row>(query: string, query_params: Record<string, string> = {}): Promise<Row[]> {
    const abort_signal = AbortSignal.timeout(statementMsMax);
    return (await this.#client.query({ query, query_params, format: "JSON", abort_signal }))
      .json<Row>()
      .then(({ data }) => data);
  }
}

const isMarked = "startsWith(query_id, 'tidemark:') AND position(query, {mark:String}) > 0";

interface HeldLock {
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Without Bun's own limit of five minutes, and without a proxy of the environment. */
const fetchPatiently = ((url, init) =>
  fetch(url, { ...init, proxy: false, timeout: false } as BunFetchRequestInit)) as typeof fetch;

const ids = createIdSource();
const waits = { firstMs: 50, ceilingMs: 1_000, random: Math.random };
/** ClickHouse notices between two of these that the client has gone. */
const sleepSeconds = 0.05;
const pollMs = 10;
const statementMsMax = 30 * secondMs;
/** Above the client's highest level. */
const noLog = 127;
