import { createHash } from "node:crypto";
import type { Clock } from "../../kernel/clock.ts";
import type { Logger } from "../../kernel/logger.ts";
import type { BucketLimit, BucketName, Bus, BusStatus, Taken } from "../bus.ts";
import type { CountedTry } from "../failure-count.ts";
import { describeTaken } from "../token-bucket.ts";
import { forgiveScript, tryScript } from "./failure-scripts.ts";
import { RedisLink } from "./redis-link.ts";
import type { RedisScript } from "./redis-script.ts";
import { takeScript } from "./take-script.ts";

export interface RedisBusOptions {
  /** `redis://`, `rediss://`, with user, password and database number as usual. */
  readonly url: string;
  readonly keyPrefix: string;
  readonly logger: Logger;
  readonly commandMsMax: number;
  readonly retryMs: number;
  /** Where tokens come from while Redis is away, and where this process's own failures are counted as well. */
  readonly local: LocalBus;
  /** Instead of the clock of Redis. */
  readonly clock?: Clock;
}

/** What `MemoryBus` offers. */
export interface LocalBus {
  take(bucket: BucketName, limit: BucketLimit): Taken;
  countTry(tries: readonly CountedTry[]): number;
  forgive(forgotten: readonly CountedTry[], givenBack: readonly CountedTry[]): void;
  waitMs(tries: readonly CountedTry[]): number;
  noteTry(tries: readonly CountedTry[]): void;
}

/**
 * The bus of several processes. When Redis is away, each counts for itself with full buckets: nobody is turned
 * away, and nothing waits, because a limit could not be asked for; what is admitted meanwhile is at most the
 * limit for each process.
 *
 * Failures of guessers are counted in both places, and either may say wait: so when Redis goes away, or comes back
 * empty, each process still knows what was tried at it, and nobody who guesses gains more than without Redis.
 */
export class RedisBus implements Bus {
  readonly #options: RedisBusOptions;
  readonly #link: RedisLink;
  #refusal = "";

  private constructor(options: RedisBusOptions) {
    this.#options = options;
    this.#link = new RedisLink(options);
  }

  /** Also when Redis does not answer: then it starts alone. */
  static async open(options: RedisBusOptions): Promise<RedisBus> {
    const bus = new RedisBus(options);
    await bus.#link.connect();
    return bus;
  }

  take(bucket: BucketName, limit: BucketLimit): Taken | Promise<Taken> {
    const { local } = this.#options;
    if (!this.#link.isUp) return local.take(bucket, limit);
    return this.#takeShared(bucket, limit).catch((cause: unknown) => {
      this.#noteRefusal(cause);
      return local.take(bucket, limit);
    });
  }

  countTry(tries: readonly CountedTry[]): number | Promise<number> {
    const { local } = this.#options;
    if (!this.#link.isUp) return local.countTry(tries);
    return this.#countTryShared(tries).catch((cause: unknown) => {
      this.#noteRefusal(cause);
      return local.countTry(tries);
    });
  }

  async forgive(forgotten: readonly CountedTry[], givenBack: readonly CountedTry[]): Promise<void> {
    this.#options.local.forgive(forgotten, givenBack);
    if (!this.#link.isUp) return;
    try {
      const args = [this.#now(), String(forgotten.length)];
      await this.#run(forgiveScript, [...forgotten, ...givenBack].map(this.#failureKey), args);
    } catch (cause) {
      this.#noteRefusal(cause);
    }
  }

  status(): BusStatus {
    if (!this.#link.isUp) return { mode: "alone", problem: `Redis cannot be reached: ${this.#link.problem}` };
    if (this.#refusal !== "") return { mode: "alone", problem: `Redis refuses: ${this.#refusal}` };
    return { mode: "shared", problem: "" };
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  async #takeShared(bucket: BucketName, limit: BucketLimit): Promise<Taken> {
    const key = `${this.#options.keyPrefix}bucket:${bucket.family}:${bucket.id}`;
    const args = [String(limit.tokens), String(limit.windowMs), this.#now()];
    const [admitted, used] = (await this.#run(takeScript, [key], args)) as [number, number];
    return describeTaken(admitted === 1, used, limit);
  }

  async #countTryShared(tries: readonly CountedTry[]): Promise<number> {
    const { local } = this.#options;
    const ownWaitMs = local.waitMs(tries);
    const args = [this.#now(), ownWaitMs > 0 ? "0" : "1", ...tries.map(({ free }) => String(free))];
    const sharedWaitMs = (await this.#run(tryScript, tries.map(this.#failureKey), args)) as number;
    const waitMs = Math.max(ownWaitMs, sharedWaitMs);
    if (waitMs === 0) local.noteTry(tries);
    return waitMs;
  }

  #now(): string {
    return String(this.#options.clock?.now() ?? 0);
  }

  /** Who guesses, and at whom, is not for whoever reads Redis. */
  readonly #failureKey = ({ family, id }: BucketName): string =>
    `${this.#options.keyPrefix}failures:${family}:${createHash("sha256").update(id).digest("base64url")}`;

  /** A Redis that was restarted has forgotten the script; it is told again. */
  async #run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args];
    const answer = await this.#link.send("EVALSHA", [script.digest, ...rest]).catch((cause: unknown) => {
      if (!(cause instanceof Error) || !cause.message.startsWith("NOSCRIPT")) throw cause;
      return this.#link.send("EVAL", [script.text, ...rest]);
    });
    this.#refusal = "";
    return answer;
  }

  /** Such as a Redis that is out of memory or only a replica; logged once until it takes again. */
  #noteRefusal(cause: unknown): void {
    if (!this.#link.isUp || !(cause instanceof Error)) return;
    if (this.#refusal === "") this.#options.logger.warn("Redis refuses", { problem: cause.message });
    this.#refusal = cause.message;
  }
}
