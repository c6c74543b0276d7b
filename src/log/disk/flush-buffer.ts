/**
 * The one buffer in which the frames of a flush are laid out. It is reused, because a fresh one for
 * every flush would be the largest allocation of the server.
 */
import type { LogOffset } from "../event-log.ts";
import { frameBytesOf } from "./append-queue.ts";
import { encodeFrame } from "./record-frame.ts";

const bytesAtFirst = 256 * 1024;

export class FlushBuffer {
  readonly #keepBytesMax: number;
  #bytes = new Uint8Array(bytesAtFirst);
  #view = new DataView(this.#bytes.buffer);

  /** A buffer that had to grow beyond `keepBytesMax`, for one big record, is not kept. */
  constructor(keepBytesMax: number) {
    this.#keepBytesMax = keepBytesMax;
  }

  /** The frames of the payloads, beginning at `offset`; good until the next call. */
  fill(records: readonly { readonly payload: Uint8Array }[], offset: LogOffset): Uint8Array {
    let bytesNeeded = 0;
    for (const record of records) bytesNeeded += frameBytesOf(record);
    this.#resize(bytesNeeded);
    let at = 0;
    for (const { payload } of records) at = encodeFrame(this.#bytes, this.#view, at, offset + at, payload);
    return this.#bytes.subarray(0, at);
  }

  #resize(bytesNeeded: number): void {
    const tooSmall = this.#bytes.byteLength < bytesNeeded;
    const tooLarge = this.#bytes.byteLength > this.#keepBytesMax && bytesNeeded <= this.#keepBytesMax;
    if (!tooSmall && !tooLarge) return;
    let size = bytesAtFirst;
    while (size < bytesNeeded) size *= 2;
    this.#bytes = new Uint8Array(size);
    this.#view = new DataView(this.#bytes.buffer);
  }
}
