/**
 * Bounds how often the same sentence is logged: a few times a second, and then once more with the number
 * of those left out. Otherwise a flood of refused requests would fill the disk with words about it.
 */
export class LineBudget {
  readonly #now: () => number;
  readonly #sentences = new Map<string, Window>();

  /** `now` in milliseconds, from any start, never backwards. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many lines of this sentence were left out since the last one that was said; null: leave it out. */
  take(sentence: string): number | null {
    const now = this.#now();
    const window = this.#windowOf(sentence);
    if (now - window.startedAt >= windowMs) {
      window.startedAt = now;
      window.said = 0;
    }
    if (window.said >= saidMax) {
      window.unsaid++;
      return null;
    }
    window.said++;
    const { unsaid } = window;
    window.unsaid = 0;
    return unsaid;
  }

  #windowOf(sentence: string): Window {
    const known = this.#sentences.get(sentence);
    if (known !== undefined) return known;
    // Sentences are written in the sources, so there are few; this is for those that are made of parts.
    if (this.#sentences.size >= sentencesMax) this.#sentences.clear();
    const window = { startedAt: Number.NEGATIVE_INFINITY, said: 0, unsaid: 0 };
    this.#sentences.set(sentence, window);
    return window;
  }
}

interface Window {
  startedAt: number;
  said: number;
  unsaid: number;
}

const windowMs = 1_000;
/** In a second, of one sentence: enough to see a pattern in. */
const saidMax = 10;
const sentencesMax = 1_000;
