import { type Failure, failure } from "../kernel/errors.ts";
import { type Result, err } from "../kernel/result.ts";

export interface TurnLimits {
  /** Records in the log that wait for their flush; as long as there are more, batches wait. */
  readonly unflushedBytesMax: number;
  /** Bodies of the batches that wait. */
  readonly waitingBytesMax: number;
}

/**
 * Batches take turns. Hundreds that arrive together would otherwise all be made into records before the first
 * of them is flushed, because reading them leaves the thread no moment in between: memory of several times
 * their bodies, and seconds in which nobody is answered. So a batch that finds enough on the way to the
 * disk waits as it came, in order. Single events do not wait: all of them together are smaller than one batch.
 */
export class Turns {
  readonly #limits: TurnLimits;
  readonly #line: Waiter[] = [];
  #unflushedBytes = 0;
  #waitingBytes = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /**
   * Does the work when its turn comes; a failure when too much waits already. The work has to hand its record
   * to the log before it waits for anything, because by that the next turn is given.
   */
  async take<T>(batch: WaitingBatch, work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    if (this.#line.length === 0 && this.#hasRoom()) return work();
    if (this.#waitingBytes + batch.bytes > this.#limits.waitingBytesMax) return err(tooManyWait);
    batch.onWait();
    await this.#turn(batch.bytes);
    const working = work();
    this.#callNext();
    return working;
  }

  /**
   * The same for work that asks somebody else before it is done: its body takes room until then. Not in a line with batches
   * that wait for the disk only, or they would wait for that somebody, too.
   */
  keep<T>(batch: WaitingBatch, work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    return this.take(batch, async () => {
      this.appended(batch.bytes);
      try {
        return await work();
      } finally {
        this.settled(batch.bytes);
      }
    });
  }

  appended(recordBytes: number): void {
    this.#unflushedBytes += recordBytes;
  }

  /** The log has flushed the record, or refused it. */
  settled(recordBytes: number): void {
    this.#unflushedBytes -= recordBytes;
    this.#callNext();
  }

  #hasRoom(): boolean {
    return this.#unflushedBytes < this.#limits.unflushedBytesMax;
  }

  #turn(bytes: number): Promise<void> {
    this.#waitingBytes += bytes;
    return new Promise((resolve) => this.#line.push({ bytes, resolve }));
  }

  #callNext(): void {
    const [next] = this.#line;
    if (next === undefined || !this.#hasRoom()) return;
    this.#line.shift();
    this.#waitingBytes -= next.bytes;
    next.resolve();
  }
}

export interface WaitingBatch {
  /** Of its body, as it came. */
  readonly bytes: number;
  /** Called when it has to wait. */
  readonly onWait: () => void;
}

interface Waiter {
  readonly bytes: number;
  readonly resolve: () => void;
}

const tooManyWait = failure("log_full", {
  message: "More events come in at once than the disk takes; nothing was stored. Send them again later.",
  retryAfterSeconds: 1,
});
