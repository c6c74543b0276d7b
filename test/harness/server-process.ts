import { fstatSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerFile, readServerFile } from "../../src/app/server-file.ts";
import { unhurried } from "./local-server.ts";
import { descendantsOf, isAlive, signalTo } from "./processes.ts";

export interface ServerOptions {
  readonly dataFolder: string;
  /** Besides what the harness sets: a free port, the loopback address, the data folder. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where its output goes instead of where the harness can read it. */
  readonly outputFile?: string;
  /** Flags for the runtime, such as `--cpu-prof`. */
  readonly runtimeFlags?: readonly string[];
}

/** How the process ended. */
export interface ServerEnd {
  readonly exitCode: number | null;
  readonly signal: Bun.Subprocess["signalCode"];
}

/**
 * `tidemark serve` as a process of its own, as a person starts it. Its output goes into a file and not
 * into a pipe, because a full pipe that nobody reads would stop it.
 */
export class ServerProcess {
  readonly dataFolder: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly #child: Bun.Subprocess;
  /** Of a file without a name, which goes when the last process closes it. */
  readonly #output: number;
  #url = "";

  constructor(options: ServerOptions) {
    this.dataFolder = options.dataFolder;
    this.#output = options.outputFile === undefined ? openNameless() : openSync(options.outputFile, "a");
    this.startedAt = performance.now();
    this.#child = Bun.spawn([...command(options.runtimeFlags ?? [])], {
      cwd: project,
      env: environment(options),
      stdin: "ignore",
      stdout: this.#output,
      stderr: this.#output,
    });
    this.pid = this.#child.pid;
  }

  /** Starts a server and waits until it listens. */
  static async listening(options: ServerOptions): Promise<ServerProcess> {
    const server = new ServerProcess(options);
    await server.whenListening();
    return server;
  }

  /** The server's address; known once it listens. */
  get url(): string {
    return this.#url;
  }

  get isRunning(): boolean {
    return isAlive(this.pid);
  }

  /** Everything it wrote to standard output and standard error. */
  get output(): string {
    const bytes = Buffer.alloc(fstatSync(this.#output).size);
    readSync(this.#output, bytes, 0, bytes.byteLength, 0);
    return bytes.toString("utf8");
  }

  /** Resolves when it listens; throws with its output when it ends before or takes longer than `timeoutMs`. */
  async whenListening(timeoutMs = 60_000): Promise<void> {
    const until = performance.now() + timeoutMs;
    for (;;) {
      const file = this.#serverFile();
      if (file !== null) {
        this.#url = file.url;
        return;
      }
      if (!this.isRunning || performance.now() > until) {
        const what = this.isRunning ? `does not listen after ${timeoutMs} ms` : "ended before it listened";
        throw new Error(`the server ${what}:\n${this.output}`);
      }
      await Bun.sleep(5);
    }
  }

  /** The embedded ClickHouse and whatever else it started. */
  childPids(): number[] {
    return descendantsOf(this.pid);
  }

  signal(signal: NodeJS.Signals): void {
    signalTo(this.pid, signal);
  }

  /** Waits for the end, at most `timeoutMs`; null when it runs on. */
  async end(timeoutMs: number): Promise<ServerEnd | null> {
    const ended = await Promise.race([this.#child.exited.then(() => true), Bun.sleep(timeoutMs)]);
    if (ended !== true) return null;
    return { exitCode: this.#child.exitCode, signal: this.#child.signalCode };
  }

  /** Asks it to stop as a supervisor does. */
  async terminate(timeoutMs = 20_000): Promise<ServerEnd | null> {
    this.signal("SIGTERM");
    return this.end(timeoutMs);
  }

  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#child.exited;
  }

  /** A file that an earlier process left behind has another process id. */
  #serverFile(): ServerFile | null {
    const file = readServerFile(this.dataFolder);
    return file?.pid === this.pid ? file : null;
  }
}

const project = join(import.meta.dir, "../..");
let outputs = 0;

function openNameless(): number {
  const path = join(tmpdir(), `tidemark-output-${process.pid}-${outputs++}`);
  const file = openSync(path, "a+", 0o600);
  rmSync(path);
  return file;
}

function command(runtimeFlags: readonly string[]): readonly string[] {
  if (runtimeFlags.length === 0) return ["sh", "bin/tidemark", "serve"];
  return ["sh", "bin/bun", ...runtimeFlags, "src/cli/main.ts", "serve"];
}

/** Not the whole environment of the tests: what a developer has set there must not decide them. */
function environment(options: ServerOptions): Record<string, string> {
  const { PATH = "", HOME = "", TMPDIR = "/tmp" } = process.env;
  return {
    PATH,
    HOME,
    TMPDIR,
    PORT: "0",
    HOST: "127.0.0.1",
    TIDEMARK_DATA: options.dataFolder,
    ...unhurried,
    ...options.env,
  };
}
