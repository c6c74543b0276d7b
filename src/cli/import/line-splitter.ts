/** Lines that lie one behind the other; null in place of one that was too long to keep. */
export interface LineBlock {
  /** The number of the first of them, counted from 1. */
  readonly first: number;
  readonly lines: readonly (string | null)[];
}

/**
 * Cuts bytes into lines of UTF-8 text without their ends (`\n` or `\r\n`) and without a byte order
 * mark. Bytes that are no UTF-8 become U+FFFD. Holds at most one line, and of that no more than
 * `lineCharsMax` characters, whatever the bytes are.
 */
export class LineSplitter {
  readonly #lineCharsMax: number;
  readonly #decoder = new TextDecoder();
  #first = 1;
  #rest = "";
  #restIsTooLong = false;

  constructor(lineCharsMax: number) {
    this.#lineCharsMax = lineCharsMax;
  }

  push(bytes: Uint8Array): LineBlock {
    return this.#cut(this.#decoder.decode(bytes, { stream: true }), false);
  }

  /** What is left when the bytes have ended: a last line without an end, or nothing. */
  end(): LineBlock {
    return this.#cut(this.#decoder.decode(), true);
  }

  #cut(text: string, isEnd: boolean): LineBlock {
    const pieces = text.split("\n");
    pieces[0] = this.#rest + pieces[0]!;
    const rest = pieces.pop()!;
    const lines: (string | null)[] = pieces.map((line) => this.#finish(line));
    if (lines.length > 0 && this.#restIsTooLong) {
      lines[0] = null;
      this.#restIsTooLong = false;
    }
    if (isEnd && (rest !== "" || this.#restIsTooLong))
      lines.push(this.#restIsTooLong ? null : this.#finish(rest));
    else this.#keep(rest);
    const block = { first: this.#first, lines };
    this.#first += lines.length;
    return block;
  }

  #finish(line: string): string | null {
    if (line.length > this.#lineCharsMax) return null;
    return line.endsWith("\r") ? line.slice(0, -1) : line;
  }

  #keep(rest: string): void {
    this.#restIsTooLong ||= rest.length > this.#lineCharsMax;
    this.#rest = this.#restIsTooLong ? "" : rest;
  }
}
