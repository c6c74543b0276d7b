import { writeSync } from "node:fs";

/**
 * Writes log lines to a descriptor. Lines are a courtesy: one that cannot be written (a full disk, a pipe
 * that nobody reads or that is closed) is dropped, and the server works on. The first line that gets
 * through again says how many are missing.
 */
export class LineOutput {
  readonly #fd: number;
  #dropped = 0;
  /** The last line was written in part. */
  #isCut = false;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    if (this.#dropped > 0) {
      const missing = { level: warnLevel, time: new Date().toISOString(), dropped: this.#dropped, msg };
      if (!this.#put(`${JSON.stringify(missing)}\n`)) {
        this.#dropped++;
        return;
      }
      this.#dropped = 0;
    }
    if (!this.#put(line)) this.#dropped++;
  }

  #put(line: string): boolean {
    const bytes = Buffer.from(this.#isCut ? `\n${line}` : line);
    let at = 0;
    try {
      while (at < bytes.byteLength) at += writeSync(this.#fd, bytes, at);
      this.#isCut = false;
      return true;
    } catch {
      this.#isCut ||= at > 0;
      return false;
    }
  }
}

const warnLevel = 40;
const msg = "log lines before this one could not be written";
