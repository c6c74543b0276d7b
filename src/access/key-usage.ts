import type { ApiKeys } from "../catalog/api-keys.ts";
import { type Clock, type EpochMs, minuteMs } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";

export interface KeyUsageOptions {
  readonly apiKeys: ApiKeys;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** When keys were last used: noted in memory for each request, written once a minute for all of them. */
export class KeyUsage {
  readonly #options: KeyUsageOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  /** Of this run; bounded by the number of keys. */
  readonly #latest = new Map<string, EpochMs>();
  #unwritten = new Set<string>();

  constructor(options: KeyUsageOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), minuteMs);
    this.#timer.unref();
  }

  note(keyId: string): void {
    this.#latest.set(keyId, this.#options.clock.now());
    this.#unwritten.add(keyId);
  }

  /** Of the time that the catalog has, and what it has not been told yet, the later one. */
  lastUse(keyId: string, written: EpochMs | null): EpochMs | null {
    const noted = this.#latest.get(keyId);
    return noted === undefined ? written : Math.max(noted, written ?? 0);
  }

  /** What cannot be written now is written with the next use. */
  async flush(): Promise<void> {
    const used = new Map([...this.#unwritten].map((id) => [id, this.#latest.get(id)!]));
    this.#unwritten = new Set();
    try {
      await this.#options.apiKeys.touch(used);
    } catch (cause) {
      this.#options.logger.warn("the last uses of keys were not written", { cause });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
