import { minuteMs } from "../../kernel/clock.ts";

/**
 * How much of the store has to be searched for events that are known: what it held at some moment less
 * than an hour ago. The loader recognises whatever came in since, by ids that it remembers for an hour
 * at the very least. So the bound is renewed now and then, and when that fails, there is none.
 */
export class SearchBound {
  readonly #readSeq: () => Promise<number | undefined>;
  readonly #now: () => number;
  #seq: number | undefined;
  #readAt: number;
  #reading: Promise<void> | undefined;

  /** `readSeq` gives the loader's number when everything accepted is loaded, undefined when it is not. */
  constructor(options: { seq: number; readSeq: () => Promise<number | undefined>; now: () => number }) {
    this.#seq = options.seq;
    this.#readSeq = options.readSeq;
    this.#now = options.now;
    this.#readAt = options.now();
  }

  /** Undefined: all of it. */
  async seqBefore(): Promise<number | undefined> {
    if (this.#now() - this.#readAt > renewAfterMs) await (this.#reading ??= this.#renew());
    return this.#seq;
  }

  async #renew(): Promise<void> {
    // The moment before the answer: everything that the answer does not know came later.
    const asked = this.#now();
    this.#seq = await this.#readSeq();
    this.#readAt = asked;
    this.#reading = undefined;
  }
}

const renewAfterMs = 20 * minuteMs;
