import type { Logger } from "../kernel/logger.ts";
import type { EventLogReader, LogDamage, LogOffset } from "../log/event-log.ts";
import { type BatchBoundaries, type LoadBatch, buildBatch } from "./batch.ts";
import { type Collected, collectBatch, readRange } from "./collect.ts";
import { type ForgottenVisitors, Sessionizer } from "./sessions/sessionizer.ts";
import type { LoaderState } from "./state.ts";

export interface BatchMakerOptions {
  readonly reader: EventLogReader;
  readonly state: LoaderState;
  readonly logger: Logger;
  readonly limits: {
    readonly batchEventsMax: number;
    readonly batchBytesMax: number;
    readonly sessionTimeoutMs: number;
  };
}

/** Where a batch goes on: behind the one before it. */
export interface BatchStart {
  readonly batch: number;
  readonly offset: LogOffset;
  readonly seq: number;
}

/** Makes batches of what is in the log; what it makes changes the state's memory. Notes where the log is damaged. */
export class BatchMaker {
  readonly #options: BatchMakerOptions;
  readonly #sessionizer: Sessionizer;
  readonly #damage: LogDamage[] = [];

  constructor(options: BatchMakerOptions) {
    const { state, limits } = options;
    this.#options = options;
    this.#sessionizer = new Sessionizer({
      fingerprinter: state.fingerprinter,
      table: state.sessions,
      timeoutMs: limits.sessionTimeoutMs,
    });
  }

  get damage(): readonly LogDamage[] {
    return this.#damage;
  }

  /** The next batch behind `after`; null where the log holds nothing more up to `until`. */
  async next(after: BatchStart, until: LogOffset): Promise<LoadBatch | null> {
    if (until <= after.offset) return null;
    const { reader, limits } = this.#options;
    const collected = await collectBatch(reader, after.offset, until, limits);
    if (collected.to === after.offset) {
      this.#noteDamage(collected);
      return null;
    }
    const boundaries = { batch: after.batch + 1, from: after.offset, to: collected.to, seq: after.seq };
    return this.#build(boundaries, collected);
  }

  /** The batch that a crash interrupted, cut at the boundaries that were written down for it. */
  async again(boundaries: BatchBoundaries): Promise<LoadBatch> {
    const { reader } = this.#options;
    return this.#build(boundaries, await readRange(reader, boundaries.from, boundaries.to));
  }

  forget(of: ForgottenVisitors): void {
    this.#sessionizer.forget(of);
  }

  #build(boundaries: BatchBoundaries, collected: Collected): LoadBatch {
    this.#noteDamage(collected);
    const { state } = this.#options;
    const parts = {
      dedupe: state.dedupe,
      fingerprinter: state.fingerprinter,
      sessionizer: this.#sessionizer,
      leftOut: state.leftOut,
    };
    return buildBatch(parts, boundaries, collected.entries);
  }

  #noteDamage({ damage }: Collected): void {
    for (const range of damage) {
      this.#options.logger.error("a range of the log is damaged; it was set aside", { ...range });
      this.#damage.push(range);
    }
  }
}
