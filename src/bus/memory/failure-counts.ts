import type { EpochMs } from "../../kernel/clock.ts";
import { type CountedTry, type FailureCount, oneLess, oneMore, waitMsOf } from "../failure-count.ts";

/** Failure counts by family and id; of each family at most `countsMax`, and those that failed last stay. */
export class FailureCounts {
  readonly #countsMax: number;
  /** In the order of the last failure, so the first is the one to give up. */
  readonly #families = new Map<string, Map<string, FailureCount>>();

  constructor(countsMax: number) {
    this.#countsMax = countsMax;
  }

  /** The longest of the waits; 0: none. */
  waitMs(tries: readonly CountedTry[], now: EpochMs): number {
    return Math.max(0, ...tries.map(({ family, id, free }) => waitMsOf(this.#of(family).get(id), free, now)));
  }

  add(tries: readonly CountedTry[], now: EpochMs): void {
    for (const { family, id } of tries) {
      const counts = this.#of(family);
      const next = oneMore(counts.get(id), now);
      counts.delete(id);
      counts.set(id, next);
      const [oldest] = counts.keys();
      if (counts.size > this.#countsMax) counts.delete(oldest!);
    }
  }

  forget(tries: readonly CountedTry[]): void {
    for (const { family, id } of tries) this.#of(family).delete(id);
  }

  giveBack(tries: readonly CountedTry[], now: EpochMs): void {
    for (const { family, id } of tries) {
      const counts = this.#of(family);
      const next = oneLess(counts.get(id), now);
      if (next === null) counts.delete(id);
      else counts.set(id, next);
    }
  }

  clear(): void {
    this.#families.clear();
  }

  #of(family: string): Map<string, FailureCount> {
    let counts = this.#families.get(family);
    if (counts === undefined) {
      counts = new Map();
      this.#families.set(family, counts);
    }
    return counts;
  }
}
