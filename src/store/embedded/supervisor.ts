import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../kernel/clock.ts";
import type { Logger } from "../../kernel/logger.ts";
import { backOffMs, sleep } from "../../kernel/retry.ts";
import { ChildProcess } from "./child-process.ts";
import type { ChildSetup } from "./child-thread.ts";
import { findFreePort } from "./free-port.ts";
import { findLibrary } from "./library.ts";
import { type PulseLimits, pulseLimits, watchPulse } from "./pulse.ts";
import {
  configFiles,
  databaseName,
  secretHeader,
  serverArguments,
  userName,
  writeServerConfig,
} from "./server-config.ts";

/**
 * A private ClickHouse server in a child process, on a loopback port that is closed to anyone without
 * the secret. Port and secret are new for every start of the supervisor and kept when the child is
 * started again, so that clients simply connect again.
 *
 * Modes:
 *   starting  the child runs, does not answer yet       → running, down
 *   running   it answers                                → silent, down
 *   silent    it lives, and does not answer any more    → running, down (killed, when that goes on)
 *   down      it died; a pause, longer each time        → starting
 *   stopped   after `stop`, from any mode; nothing runs any more
 *
 * It never gives up: the log keeps what the store cannot take, and what is wrong (a full disk, a kernel
 * short of memory) can be mended meanwhile. Only the first start reports failure instead of trying on,
 * because its caller can tell somebody.
 */
export type EmbeddedMode = "starting" | "running" | "silent" | "down" | "stopped";

export interface EmbeddedStatus {
  readonly mode: EmbeddedMode;
  /** How often the child was started again. */
  readonly restarts: number;
  /** Why it does not run or answer, in the child's own words if it has any; empty while all is well. */
  readonly problem: string;
}

export interface EmbeddedOptions {
  /** Holds everything of the server; made if missing. One process at a time may use it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memoryBytesMax: number;
  readonly random?: () => number;
  readonly pulse?: PulseLimits;
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal;
}

/** Resolves when the server answers; throws with the server's own words when it cannot start. */
export async function startEmbeddedClickHouse(options: EmbeddedOptions): Promise<EmbeddedClickHouse> {
  const library = findLibrary();
  const random = options.random ?? Math.random;
  for (let attempt = 1; ; attempt++) {
    const embedded = new EmbeddedClickHouse(options, library, await findFreePort(random));
    const problem = await embedded.start();
    if (problem === null) return embedded;
    // Somebody took the port between the probe and the start.
    if (attempt < portAttemptsMax && problem.includes("Address already in use")) continue;
    throw new Error(`the embedded ClickHouse in ${options.folder} did not start: ${problem}`);
  }
}

export class EmbeddedClickHouse {
  /** With user and database, as `CLICKHOUSE_URL` has them. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: EmbeddedOptions;
  readonly #setup: ChildSetup;
  readonly #probeUrl: string;
  readonly #stopping = new AbortController();
  #mode: EmbeddedMode = "starting";
  #restarts = 0;
  #problem = "";
  #child: ChildProcess | null = null;
  #supervising: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedOptions, library: string, port: number) {
    const { folder, memoryBytesMax } = options;
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url");
    writeConfig({ folder, secret, memoryBytesMax });
    this.url = `http://${userName}@127.0.0.1:${port}/${databaseName}`;
    this.headers = { [secretHeader]: secret };
    this.#probeUrl = `http://127.0.0.1:${port}/?query=SELECT%201`;
    this.#options = options;
    this.#setup = { library, folder, arguments: serverArguments(folder, port) };
  }

  /** Process id of the child; null while none runs. */
  pid(): number | null {
    return this.#child?.isAlive === true ? this.#child.pid : null;
  }

  mode(): EmbeddedMode {
    return this.#mode;
  }

  status(): EmbeddedStatus {
    return { mode: this.#mode, restarts: this.#restarts, problem: this.#problem };
  }

  /** Null when the server answers, or why it does not. */
  async start(): Promise<string | null> {
    const { signal } = this.#options;
    const giveUp = () => this.#stopping.abort();
    if (signal?.aborted === true) giveUp();
    signal?.addEventListener("abort", giveUp);
    const child = this.#startChild();
    const isUp = await this.#waitUntilUp(child);
    signal?.removeEventListener("abort", giveUp);
    if (isUp) {
      this.#enter("running");
      this.#supervising = this.#supervise(child);
      return null;
    }
    await this.stop();
    return this.#problem;
  }

  /** Ends the child, by force if it takes longer than a few seconds. Resolves when it is gone. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#child?.end();
    await this.#supervising;
    this.#mode = "stopped";
    for (const file of configFiles) rmSync(join(this.#options.folder, file), { force: true });
  }

  async #supervise(first: ChildProcess): Promise<void> {
    const { clock, logger, random = Math.random } = this.#options;
    let child = first;
    let deathsInARow = 0;
    for (let upSince = clock.now(); ;) {
      const hung = await this.#untilEnd(child);
      if (this.#stopping.signal.aborted) return;
      deathsInARow = clock.now() - upSince >= stableAfterMs ? 1 : deathsInARow + 1;
      const why = hung ? "it did not answer any more and was killed" : child.ending;
      this.#enter("down", `${why}: ${child.lastWords() || "it said nothing"}`);
      logger.error("the embedded ClickHouse died; starting it again", {
        deathsInARow,
        problem: this.#problem,
      });
      await sleep(backOffMs({ ...restartBackOff, random }, deathsInARow), this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      this.#restarts++;
      child = this.#startChild();
      upSince = clock.now();
      if (await this.#waitUntilUp(child)) this.#enter("running");
      else await child.end();
    }
  }

  /** Waits for the child's end, or brings it about when the child hangs (true). */
  async #untilEnd(child: ChildProcess): Promise<boolean> {
    const over = new AbortController();
    const ended = child.ended().then(() => over.abort());
    const { clock, logger, pulse = pulseLimits } = this.#options;
    const hung = await watchPulse({
      limits: pulse,
      clock,
      signal: AbortSignal.any([over.signal, this.#stopping.signal]),
      ask: async (timeoutMs) => (await this.#ask(timeoutMs)) !== "nothing",
      onSilent: (silentMs) => {
        const seconds = Math.round(silentMs / 1_000);
        this.#enter("silent", `the embedded ClickHouse (process ${child.pid}) ${silentFor(seconds)}`);
        logger.warn("the embedded ClickHouse does not answer", { pid: child.pid, seconds });
      },
      onAnswer: () => {
        this.#enter("running");
        logger.info("the embedded ClickHouse answers again", { pid: child.pid });
      },
    });
    if (hung) child.kill();
    await ended;
    return hung;
  }

  #enter(mode: EmbeddedMode, problem = ""): void {
    this.#mode = mode;
    this.#problem = problem;
  }

  #startChild(): ChildProcess {
    this.#mode = "starting";
    const { logger } = this.#options;
    this.#child = new ChildProcess(this.#setup, (line) =>
      logger.warn("the embedded ClickHouse says", { line }),
    );
    return this.#child;
  }

  async #waitUntilUp(child: ChildProcess): Promise<boolean> {
    const { clock } = this.#options;
    const until = clock.now() + startTimeoutMs;
    const hasEnded = child.ended().then(() => false);
    while (clock.now() < until && !this.#stopping.signal.aborted) {
      if (!child.isAlive) {
        await child.ended();
        this.#problem = child.lastWords() || `it ended with ${child.ending} and said nothing`;
        return false;
      }
      if ((await Promise.race([this.#ask(answerTimeoutMs), hasEnded])) === "well") return true;
      await sleep(pollMs, this.#stopping.signal);
    }
    this.#problem = `it did not answer within ${startTimeoutMs / 1_000} s; ${child.lastWords()}`;
    return false;
  }

  async #ask(timeoutMs: number): Promise<"well" | "with an error" | "nothing"> {
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      // A proxy of the environment is for the world outside.
      const response = await fetch(this.#probeUrl, { headers: this.headers, signal, proxy: false });
      await response.text();
      return response.ok ? "well" : "with an error";
    } catch {
      return "nothing";
    }
  }
}

function silentFor(seconds: number): string {
  return `has not answered for ${seconds} s; it is killed and started again if that goes on, and events are kept in the log meanwhile`;
}

function writeConfig(config: { folder: string; secret: string; memoryBytesMax: number }): void {
  try {
    writeServerConfig(config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the event store's folder ${config.folder} cannot be written: ${reason}`, { cause });
  }
}

/** A folder with many parts takes its time; this is for servers that hang. */
const startTimeoutMs = 120_000;
const answerTimeoutMs = 5_000;
const pollMs = 10;
const portAttemptsMax = 5;
const restartBackOff = { firstMs: 100, ceilingMs: 10_000 };
/** A child that ran this long did not die of what killed the one before. */
const stableAfterMs = 60_000;
