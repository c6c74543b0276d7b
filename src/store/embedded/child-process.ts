/** One run of the ClickHouse child: its birth, its words and its end. */
import { join } from "node:path";
import { sleep } from "../../kernel/retry.ts";
import type { ChildSetup } from "./child-thread.ts";
import { TailOfLines } from "./tail-of-lines.ts";

export class ChildProcess {
  readonly #process: Bun.Subprocess<"pipe", "ignore", "pipe">;
  readonly #tail = new TailOfLines();
  readonly #heard: Promise<void>;

  constructor(setup: ChildSetup, onLine: (line: string) => void) {
    const command = [process.execPath, join(import.meta.dir, "child.ts"), JSON.stringify(setup)];
    // Standard input stays open and empty: when it closes, the child ends.
    this.#process = Bun.spawn(command, { stdin: "pipe", stdout: "ignore", stderr: "pipe" });
    this.#heard = this.#listen(onLine);
  }

  get pid(): number {
    return this.#process.pid;
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** How it ended; empty while it lives. */
  get ending(): string {
    const { exitCode, signalCode } = this.#process;
    if (signalCode !== null) return String(signalCode);
    return exitCode === null ? "" : `exit code ${exitCode}`;
  }

  /** Resolves when the process is gone and its last line is read. */
  async ended(): Promise<void> {
    await this.#process.exited;
    await Promise.race([this.#heard, sleep(lastWordsMs)]);
  }

  /** The last lines on standard error. */
  lastWords(): string {
    return this.#tail.text();
  }

  /** At once, for one that hangs. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }

  /** Asks it to end, and kills it when that takes too long (a disk that hangs, a stopped process). */
  async end(): Promise<void> {
    void this.#process.stdin.end();
    const timer = setTimeout(() => this.kill(), killAfterMs);
    await this.#process.exited;
    clearTimeout(timer);
  }

  async #listen(onLine: (line: string) => void): Promise<void> {
    for await (const line of this.#tail.follow(this.#process.stderr)) onLine(line);
  }
}

/** The child ends itself within milliseconds. */
const killAfterMs = 2_000;
const lastWordsMs = 500;
