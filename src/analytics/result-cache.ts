import type { Clock, EpochMs } from "../kernel/clock.ts";

/**
 * Answers of the last half minute. The key holds the version of the data, so an answer is never older
 * than the events that are loaded; the time limit only frees memory. Bounded in entries, and answers
 * with many rows are not kept.
 */
export class ResultCache {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { readonly answer: unknown; readonly until: EpochMs }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(key: string): { readonly answer: unknown } | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    if (entry.until > this.#clock.now()) return entry;
    this.#entries.delete(key);
    return null;
  }

  put(key: string, answer: unknown, rows: number): void {
    if (rows > rowsMax) return;
    if (this.#entries.size >= entriesMax) this.#dropOldest();
    this.#entries.set(key, { answer, until: this.#clock.now() + keepMs });
  }

  /** A Map keeps the order of insertion, so the first key is the oldest. */
  #dropOldest(): void {
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }
}

const keepMs = 30_000;
const entriesMax = 500;
/** With some hundred bytes a row, a full cache stays below about 100 MB in the worst case. */
const rowsMax = 1_000;
