import type { Clock } from "../kernel/clock.ts";
import { sleep } from "../kernel/retry.ts";
import type { LogOffset } from "../log/event-log.ts";

export interface LogWatchOptions {
  readonly clock: Clock;
  /** Until where the log is durable at the start. */
  readonly durableEnd: LogOffset;
  /** So much waits for no company. */
  readonly enoughBytes: number;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
}

/** Knows how far the log reaches and who waits for what is in it, and so how long the loader may wait for more. */
export class LogWatch {
  readonly #options: LogWatchOptions;
  #durableEnd: LogOffset;
  /** Until where somebody waits; batches are not held back for company before that. */
  #drainTo: LogOffset = 0;
  #wake: () => void = () => {};

  constructor(options: LogWatchOptions) {
    this.#options = options;
    this.#durableEnd = options.durableEnd;
  }

  get durableEnd(): LogOffset {
    return this.#durableEnd;
  }

  notifyDurable(end: LogOffset): void {
    this.#durableEnd = Math.max(this.#durableEnd, end);
    this.#wake();
  }

  drain(offset: LogOffset): void {
    this.#drainTo = Math.max(this.#drainTo, offset);
    this.#wake();
  }

  /** Ends the waiting that is under way. */
  wake(): void {
    this.#wake();
  }

  holdsEnough(from: LogOffset): boolean {
    return this.#durableEnd - from >= this.#options.enoughBytes;
  }

  /** Waits until somebody wakes it, for a new record perhaps. */
  async news(): Promise<void> {
    await this.#woken(idleMs);
  }

  /** Waits a little for more records behind `from`: so long, or until there are enough, or somebody drains. */
  async company(from: LogOffset, ageMs: number): Promise<void> {
    const { clock, signal } = this.#options;
    const until = clock.now() + ageMs;
    while (!signal.aborted && this.#drainTo <= from) {
      const leftMs = until - clock.now();
      if (leftMs <= 0 || this.holdsEnough(from)) return;
      await this.#woken(leftMs);
    }
  }

  async #woken(timeoutMs: number): Promise<void> {
    const waiting = new AbortController();
    this.#wake = () => waiting.abort();
    if (this.#options.signal.aborted) return;
    await sleep(timeoutMs, waiting.signal);
    this.#wake = () => {};
  }
}

/** New records wake the loader; this is only how long it sleeps when nobody does. */
const idleMs = 1_000;
