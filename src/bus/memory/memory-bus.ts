import type { Clock } from "../../kernel/clock.ts";
import type { BucketLimit, BucketName, Bus, BusStatus, Taken } from "../bus.ts";
import type { CountedTry } from "../failure-count.ts";
import { type BucketState, takeToken } from "../token-bucket.ts";
import { FailureCounts } from "./failure-counts.ts";

/** The bus of a process that is alone: everything is answered at once. */
export class MemoryBus implements Bus {
  readonly #clock: Clock;
  readonly #bucketsMax: number;
  readonly #families = new Map<string, Buckets>();

  readonly #failures: FailureCounts;

  /** At most about `bucketsMax` buckets, and `failuresMax` failure counts, of each family are kept. */
  constructor(options: { clock: Clock; bucketsMax: number; failuresMax: number }) {
    this.#clock = options.clock;
    this.#bucketsMax = options.bucketsMax;
    this.#failures = new FailureCounts(options.failuresMax);
  }

  take({ family, id }: BucketName, limit: BucketLimit): Taken {
    const buckets = this.#families.get(family) ?? this.#begin(family);
    const { taken, after } = takeToken(buckets.get(id), limit, this.#clock.now());
    buckets.set(id, after);
    return taken;
  }

  countTry(tries: readonly CountedTry[]): number {
    const waitMs = this.waitMs(tries);
    if (waitMs === 0) this.noteTry(tries);
    return waitMs;
  }

  forgive(forgotten: readonly CountedTry[], givenBack: readonly CountedTry[]): void {
    this.#failures.forget(forgotten);
    this.#failures.giveBack(givenBack, this.#clock.now());
  }

  /** How long a try would have to wait, without counting it. */
  waitMs(tries: readonly CountedTry[]): number {
    return this.#failures.waitMs(tries, this.#clock.now());
  }

  /** Counts a try that goes on because somebody else let it. */
  noteTry(tries: readonly CountedTry[]): void {
    this.#failures.add(tries, this.#clock.now());
  }

  status(): BusStatus {
    return { mode: "in_process", problem: "" };
  }

  /** How many buckets are kept. */
  get size(): number {
    return [...this.#families.values()].reduce((sum, buckets) => sum + buckets.size, 0);
  }

  async close(): Promise<void> {
    this.#families.clear();
    this.#failures.clear();
  }

  #begin(family: string): Buckets {
    const buckets = new Buckets(this.#bucketsMax);
    this.#families.set(family, buckets);
    return buckets;
  }
}

/**
 * Two generations: what is used moves to the young one; when that is full it becomes the old one, and the
 * old one goes. Somebody who comes with ever new addresses fills generations, but whoever keeps coming keeps
 * their bucket, and the buckets of keys are another family's.
 */
class Buckets {
  readonly #generationMax: number;
  #young = new Map<string, BucketState>();
  #old = new Map<string, BucketState>();

  constructor(bucketsMax: number) {
    this.#generationMax = Math.max(1, Math.floor(bucketsMax / 2));
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(id: string): BucketState | undefined {
    return this.#young.get(id) ?? this.#old.get(id);
  }

  set(id: string, state: BucketState): void {
    if (this.#young.size >= this.#generationMax && !this.#young.has(id)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(id, state);
  }
}
