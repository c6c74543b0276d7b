import { type Failure, failure } from "../kernel/errors.ts";

/**
 * Counts what lies in memory of bodies that are not here whole, of all connections together: each of them is bounded, but
 * there may be thousands, and slow ones keep what they sent for as long as a request may take. Beyond the bound whoever sends more is told
 * to come again. Counted is what has arrived and not what is announced, or a few who announce much and send nothing would
 * keep everybody out.
 */
export class Receiving {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Whether so many more have room now. */
  hasRoom(bytes: number): boolean {
    return this.#bytes + bytes <= this.#bytesMax;
  }

  arrived(bytes: number): void {
    this.#bytes += bytes;
  }

  /** They are whole and somebody else's, or thrown away. */
  gone(bytes: number): void {
    this.#bytes -= bytes;
  }
}

export const tooMuchComesIn: Failure = failure("log_full", {
  message: "More is being sent at once than the server can hold; nothing was stored. Send it again later.",
  retryAfterSeconds: 1,
});
