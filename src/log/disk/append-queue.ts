/**
 * The appends that wait for their flush. Bounded, because a disk that got slow must not fill the
 * memory: what does not fit here is refused, and the sender comes again.
 */
import type { FailureError } from "../../kernel/errors.ts";
import type { LogOffset } from "../event-log.ts";
import { frameHeaderBytes } from "./record-frame.ts";

export interface PendingAppend {
  readonly payload: Uint8Array;
  readonly resolve: (next: LogOffset) => void;
  readonly reject: (error: FailureError) => void;
}

/** Bigger flushes gain nothing on any disk, and laying one out must not hold up the event loop for long. */
export const flushBytesMax = 4 * 1024 * 1024;

/** On a disk that takes 10 MB/s, the last of them waits 6 s. */
const pendingBytesMax = 64 * 1024 * 1024;

/** Small appends cost more in bookkeeping than in bytes: about 300 bytes each. */
const pendingAppendsMax = 100_000;

export class AppendQueue {
  #appends: PendingAppend[] = [];
  #bytes = 0;

  /** Bytes of the frames that were queued and not settled yet: waiting or being flushed. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How many wait for a flush to begin. */
  get length(): number {
    return this.#appends.length;
  }

  /** A lone append is always taken, however large. */
  hasRoom(frameBytes: number): boolean {
    if (this.#bytes === 0) return true;
    return this.#bytes + frameBytes <= pendingBytesMax && this.#appends.length < pendingAppendsMax;
  }

  push(append: PendingAppend): void {
    this.#appends.push(append);
    this.#bytes += frameBytesOf(append);
  }

  /** Removes the oldest appends, as many as one flush takes; they count until they are settled. */
  takeBatch(): PendingAppend[] {
    let bytes = 0;
    let count = 0;
    for (const append of this.#appends) {
      bytes += frameBytesOf(append);
      if (bytes > flushBytesMax && count > 0) break;
      count++;
    }
    if (count < this.#appends.length) return this.#appends.splice(0, count);
    const batch = this.#appends;
    this.#appends = [];
    return batch;
  }

  settled(batch: readonly PendingAppend[]): void {
    for (const append of batch) this.#bytes -= frameBytesOf(append);
  }
}

export function frameBytesOf({ payload }: { readonly payload: Uint8Array }): number {
  return frameHeaderBytes + payload.byteLength;
}
