import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Clock } from "../../kernel/clock.ts";
import type { Logger } from "../../kernel/logger.ts";
import { backOffMs, sleep } from "../../kernel/retry.ts";
import { findLibrary } from "./library.ts";
import { databaseName, secretHeader, serverArguments, userName, writeServerConfig } from "./server-config.ts";
import { TailOfLines } from "./tail-of-lines.ts";

/**
 * A private ClickHouse server in a child process: port on loopback, closed to anyone without the
 * secret, both fresh for every start of the supervisor and kept over restarts of the child, so that
 * clients simply connect again.
 *
 * Modes:
 *   starting  the child runs, does not answer yet       → running, down
 *   running   it answers                                → down
 *   down      it died; a pause, longer each time        → starting
 *   stopped   after `stop`; nothing runs any more
 */
export type EmbeddedMode = "starting" | "running" | "down" | "stopped";

export interface EmbeddedOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memoryBytesMax: number;
}

/** Resolves when the server answers; throws with the server's own words when it cannot start. */
export async function startEmbeddedClickHouse(options: EmbeddedOptions): Promise<EmbeddedClickHouse> {
  const embedded = new EmbeddedClickHouse(options, findLibrary(), await findFreePort());
  await embedded.start();
  return embedded;
}

export class EmbeddedClickHouse {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #probeUrl: string;
  readonly #options: EmbeddedOptions;
  readonly #command: string[];
  readonly #stopping = new AbortController();
  #mode: EmbeddedMode = "starting";
  #child: Bun.Subprocess<"pipe", "ignore", "pipe"> | null = null;
  #stderr = new TailOfLines();
  #supervising: Promise<void> = Promise.resolve();

  constructor(options: EmbeddedOptions, library: string, port: number) {
    const { folder, memoryBytesMax } = options;
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64url");
    writeServerConfig({ folder, secret, memoryBytesMax });
    const setup = { library, folder, arguments: serverArguments(folder, port) };
    this.url = `http://${userName}@127.0.0.1:${port}/${databaseName}`;
    this.#probeUrl = `http://127.0.0.1:${port}/?user=${userName}&query=SELECT%201`;
    this.headers = { [secretHeader]: secret };
    this.#options = options;
    this.#command = [process.execPath, join(import.meta.dir, "child.ts"), JSON.stringify(setup)];
  }

  mode(): EmbeddedMode {
    return this.#mode;
  }

  /** Process id of the child; null while none runs. */
  pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<void> {
    const child = this.#spawn();
    const isUp = await this.#waitUntilUp(child);
    if (!isUp) {
      await this.stop();
      throw new Error(`the embedded ClickHouse did not start: ${this.#stderr.text() || "it said nothing"}`);
    }
    this.#mode = "running";
    this.#supervising = this.#supervise(child);
  }

  /** Ends the child: gently, then by force. Returns when it is gone. */
  async stop(): Promise<void> {
    this.#mode = "stopped";
    this.#stopping.abort();
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      // The child ends itself at once when its standard input closes; see child.ts.
      await child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
      await child.exited;
      clearTimeout(timer);
    }
    await this.#supervising;
    rmSync(join(this.#options.folder, "config.xml"), { force: true });
  }

  async #supervise(first: Bun.Subprocess): Promise<void> {
    let child = first;
    for (let failures = 0; ;) {
      await child.exited;
      if (this.#stopping.signal.aborted) return;
      failures++;
      this.#mode = "down";
      this.#options.logger.error("the embedded ClickHouse died; starting it again", {
        exitCode: child.exitCode,
        signal: child.signalCode,
        lastWords: this.#stderr.text(),
      });
      await sleep(backOffMs(restartBackOff, failures), this.#stopping.signal);
      if (this.#stopping.signal.aborted) return;
      this.#mode = "starting";
      child = this.#spawn();
      if (await this.#waitUntilUp(child)) {
        this.#mode = "running";
        failures = 0;
      } else {
        child.kill("SIGKILL");
      }
    }
  }

  #spawn(): Bun.Subprocess {
    this.#stderr = new TailOfLines();
    const child = Bun.spawn(this.#command, { stdin: "pipe", stdout: "ignore", stderr: "pipe" });
    this.#child = child;
    void this.#readStderr(child.stderr);
    return child;
  }

  async #readStderr(stream: ReadableStream<Uint8Array>): Promise<void> {
    const tail = this.#stderr;
    for await (const line of tail.follow(stream)) this.#options.logger.warn("embedded ClickHouse", { line });
  }

  async #waitUntilUp(child: Bun.Subprocess): Promise<boolean> {
    const until = this.#options.clock.now() + startTimeoutMs;
    while (this.#options.clock.now() < until && !this.#stopping.signal.aborted) {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      if (await this.#answers()) return true;
      await sleep(pollMs, this.#stopping.signal);
    }
    return false;
  }

  async #answers(): Promise<boolean> {
    try {
      const response = await fetch(this.#probeUrl, {
        headers: this.headers,
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      return response.ok;
    } catch {
      return false;
    }
  }
}

const startTimeoutMs = 60_000;
const answerTimeoutMs = 5_000;
const pollMs = 10;
const killAfterMs = 5_000;
const restartBackOff = { firstMs: 100, ceilingMs: 10_000, random: Math.random };

/** A port that is free now; the child of a lost race fails to listen and the caller tries again. */
function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port is free")),
      );
    });
  });
}
