import { assert } from "../kernel/assert.ts";
import type { Session } from "./sessions/sessionizer.ts";

/**
 * Writes the rows of a batch into one buffer: the JSON object from the log record, with the loader's
 * fields put in front of its first field. The row itself is copied, never parsed.
 */
export class RowWriter {
  #bytes: Buffer;
  #at = 0;
  #rows = 0;
  readonly #ends: Float64Array;

  /** `rowBytes`: all rows together as they are in the log; `count`: how many. */
  constructor(rowBytes: number, count: number) {
    this.#bytes = Buffer.allocUnsafe(rowBytes + count * addedBytesUsual);
    this.#ends = new Float64Array(count);
  }

  write(row: Uint8Array, seq: number, session: Session): void {
    assert(row[0] === openBrace, "a row is a JSON object");
    const front = `{"seq":${seq},"session_id":${JSON.stringify(session.id)},"session_seed":${session.seed},`;
    this.#reserve(front.length * utf8BytesPerCharMax + row.byteLength);
    this.#at += this.#bytes.write(front, this.#at);
    // The row's opening brace falls on the comma before it, which then is put back.
    this.#bytes.set(row, this.#at - 1);
    this.#bytes[this.#at - 1] = comma;
    this.#at += row.byteLength - 1;
    this.#bytes[this.#at++] = newline;
    this.#ends[this.#rows++] = this.#at;
  }

  finish(): { bytes: Uint8Array; ends: Float64Array } {
    return { bytes: this.#bytes.subarray(0, this.#at), ends: this.#ends.subarray(0, this.#rows) };
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.byteLength) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.byteLength * 2, this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

const openBrace = "{".charCodeAt(0);
const comma = ",".charCodeAt(0);
const newline = "\n".charCodeAt(0);
const utf8BytesPerCharMax = 3;
/** Braces, names, sequence number and a session id of our own making. */
const addedBytesUsual = 128;
