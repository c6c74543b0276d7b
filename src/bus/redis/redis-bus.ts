import type { Clock } from "../../kernel/clock.ts";
import type { Logger } from "../../kernel/logger.ts";
import type { BucketLimit, BucketName, Bus, BusStatus, Taken } from "../bus.ts";
import { describeTaken } from "../token-bucket.ts";
import { RedisLink } from "./redis-link.ts";
import { takeScript, takeScriptDigest } from "./take-script.ts";

export interface RedisBusOptions {
  /** `redis://`, `rediss://`, with user, password and database number as usual. */
  readonly url: string;
  readonly keyPrefix: string;
  readonly logger: Logger;
  readonly commandMsMax: number;
  readonly retryMs: number;
  /** Where tokens come from while Redis is away. */
  readonly local: LocalBuckets;
  /** Instead of the clock of Redis. */
  readonly clock?: Clock;
}

/** What `MemoryBus` offers. */
export interface LocalBuckets {
  take(bucket: BucketName, limit: BucketLimit): Taken;
}

/**
 * The bus of several processes. When Redis is away, each counts for itself with full buckets: nobody is turned
 * away, and nothing waits, because a limit could not be asked for; what is admitted meanwhile is at most the
 * limit for each process.
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

  status(): BusStatus {
    if (!this.#link.isUp) return { mode: "alone", problem: `Redis cannot be reached: ${this.#link.problem}` };
    if (this.#refusal !== "") return { mode: "alone", problem: `Redis refuses: ${this.#refusal}` };
    return { mode: "shared", problem: "" };
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  async #takeShared(bucket: BucketName, limit: BucketLimit): Promise<Taken> {
    const { keyPrefix, clock } = this.#options;
    const key = `${keyPrefix}bucket:${bucket.family}:${bucket.id}`;
    const now = clock?.now() ?? 0;
    const args = ["1", key, String(limit.tokens), String(limit.windowMs), String(now)];
    const [admitted, used] = (await this.#runTakeScript(args)) as [number, number];
    this.#refusal = "";
    return describeTaken(admitted === 1, used, limit);
  }

  /** A Redis that was restarted has forgotten the script; it is told again. */
  async #runTakeScript(args: string[]): Promise<unknown> {
    try {
      return await this.#link.send("EVALSHA", [takeScriptDigest, ...args]);
    } catch (cause) {
      if (!(cause instanceof Error) || !cause.message.startsWith("NOSCRIPT")) throw cause;
      return this.#link.send("EVAL", [takeScript, ...args]);
    }
  }

  /** Such as a Redis that is out of memory or only a replica; logged once until it takes again. */
  #noteRefusal(cause: unknown): void {
    if (!this.#link.isUp || !(cause instanceof Error)) return;
    if (this.#refusal === "") this.#options.logger.warn("Redis refuses", { problem: cause.message });
    this.#refusal = cause.message;
  }
}
