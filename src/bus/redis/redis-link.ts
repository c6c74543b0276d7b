import { RedisClient } from "bun";
import type { Logger } from "../../kernel/logger.ts";

export interface RedisLinkOptions {
  readonly url: string;
  readonly logger: Logger;
  /** A command that takes longer counts as failed, and so does the connection. */
  readonly commandMsMax: number;
  /** Pause between attempts to reach Redis again. */
  readonly retryMs: number;
}

/**
 * One connection to Redis that may be away. Commands fail at once while it is, and within `commandMsMax` when
 * Redis falls silent, because somebody waits for each of them.
 *
 * Modes: up → away when a command takes too long or the connection ends; away → up when a new connection
 * answers; any → closed. Each change is logged once.
 */
export class RedisLink {
  readonly #options: RedisLinkOptions;
  /** Null while it is away. */
  #client: RedisClient | null = null;
  #problem: string = notConnectedYet;
  #isClosed = false;
  #attempt: Promise<void> | null = null;
  /** In the order in which they were sent, so the first is the oldest. */
  readonly #waiting = new Set<WaitingCommand>();
  readonly #watch: ReturnType<typeof setInterval>;
  #retryAt = 0;
  /** What was overdue at the last look. */
  #overdue: WaitingCommand | null = null;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#watch = setInterval(() => this.#look(), Math.max(1, options.commandMsMax / 4));
    this.#watch.unref();
  }

  get isUp(): boolean {
    return this.#client !== null;
  }

  /** Why it is away; empty when it is up. */
  get problem(): string {
    return this.isUp ? "" : this.#problem;
  }

  /** Resolves after the first attempt, whether it succeeded or not. */
  connect(): Promise<void> {
    this.#attempt ??= this.#connect().finally(() => {
      this.#attempt = null;
      this.#retryAt = performance.now() + this.#options.retryMs;
    });
    return this.#attempt;
  }

  /** Rejects when Redis cannot be asked, and with what Redis says when it refuses. */
  send(command: string, args: string[]): Promise<unknown> {
    const client = this.#client;
    if (client === null) return Promise.reject(new Error(this.#problem));
    return new Promise((resolve, reject) => {
      const waiting = { since: performance.now(), fail: reject };
      this.#waiting.add(waiting);
      client.send(command, args).then(
        (answer: unknown) => {
          this.#waiting.delete(waiting);
          resolve(answer);
        },
        (cause: unknown) => {
          this.#waiting.delete(waiting);
          if (isRefusal(cause)) return reject(cause);
          this.#lose(client, cause instanceof Error ? cause.message : String(cause));
          reject(new Error(this.#problem, { cause }));
        },
      );
    });
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#watch);
    this.#drop("closed");
  }

  async #connect(): Promise<void> {
    const { url, commandMsMax, logger } = this.#options;
    // Reconnecting is done here, with a new client each time, so that there is one place that knows the state.
    const client = new RedisClient(url, {
      autoReconnect: false,
      enableOfflineQueue: false,
      connectionTimeout: Math.max(1_000, commandMsMax),
    });
    try {
      await client.connect();
      await client.send("PING", []);
    } catch (cause) {
      client.close();
      this.#noteProblem(cause instanceof Error ? cause.message : String(cause));
      return;
    }
    if (this.#isClosed) return client.close();
    client.onclose = () => this.#lose(client, "the connection ended");
    this.#client = client;
    logger.info("Redis answers");
  }

  /** Ends commands that wait too long, and tries again to reach a Redis that is away. */
  #look(): void {
    const now = performance.now();
    const oldest = this.#waiting.values().next().value ?? null;
    const { commandMsMax } = this.#options;
    const isOverdue = oldest !== null && now - oldest.since > commandMsMax;
    // Twice the same one: after a pause of this process the answer may lie in the socket, not read yet.
    if (isOverdue && oldest === this.#overdue && this.#client !== null) {
      this.#lose(this.#client, `no answer within ${commandMsMax} ms`);
    }
    this.#overdue = isOverdue ? oldest : null;
    if (this.#client === null && this.#attempt === null && now >= this.#retryAt) void this.connect();
  }

  #lose(client: RedisClient, problem: string): void {
    if (client !== this.#client) return;
    this.#noteProblem(problem);
    this.#retryAt = performance.now() + this.#options.retryMs;
    this.#drop(problem);
  }

  #drop(problem: string): void {
    const client = this.#client;
    this.#client = null;
    for (const { fail } of this.#waiting) fail(new Error(problem));
    this.#waiting.clear();
    client?.close();
  }

  /** One line for each time that it goes away, not for each attempt. */
  #noteProblem(problem: string): void {
    if (this.#isClosed) return;
    const isNews = this.#client !== null || this.#problem === notConnectedYet;
    this.#problem = problem;
    if (isNews) this.#options.logger.warn("Redis cannot be reached", { problem });
  }
}

interface WaitingCommand {
  readonly since: number;
  readonly fail: (cause: Error) => void;
}

const notConnectedYet = "not connected yet";

/** Redis answered, with a no. */
function isRefusal(cause: unknown): cause is Error {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_REDIS_SERVER_ERROR";
}
