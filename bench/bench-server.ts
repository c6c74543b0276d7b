import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuSecondsOf, memoryOf } from "../test/harness/processes.ts";
import { drain, health } from "../test/harness/server-api.ts";
import { ServerProcess } from "../test/harness/server-process.ts";
import { StoreReader, storePid } from "../test/harness/store-reader.ts";

/** A server on a folder of its own, which is deleted with it. */
export class BenchServer {
  readonly process: ServerProcess;
  readonly #folder: string;

  private constructor(process: ServerProcess, folder: string) {
    this.process = process;
    this.#folder = folder;
  }

  /** Starts on an empty folder and waits until it takes events and answers questions. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<BenchServer> {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
    const options = { dataFolder: join(folder, "data"), env: { LOG_LEVEL: "warn", ...env } };
    const server = new BenchServer(await ServerProcess.listening(options), folder);
    await server.drain();
    return server;
  }

  get url(): string {
    return this.process.url;
  }

  /** Past everything that is measured. */
  store(): StoreReader {
    return new StoreReader(this.process);
  }

  /** Waits until everything accepted can be queried; returns how long that took. */
  drain(): Promise<number> {
    return drain(this.process, drainTimeoutMs);
  }

  /** How many events the loader has stored. */
  async storedEvents(): Promise<number> {
    const { parts } = await health(this.process);
    return Number(parts["loader"]?.facts?.["storedEvents"]);
  }

  /** Seconds of work since the start. */
  cpu(): ServerCpu {
    return { server: cpuSecondsOf(this.process.pid), store: cpuSecondsOf(storePid(this.process) ?? 0) };
  }

  memory(): ServerMemory {
    const server = memoryOf(this.process.pid);
    const store = memoryOf(storePid(this.process) ?? 0);
    const mebibytes = (bytes: number) => bytes / 1024 / 1024;
    return {
      serverRss: mebibytes(server.rssBytes),
      storeRss: mebibytes(store.rssBytes),
      rss: mebibytes(server.rssBytes + store.rssBytes),
      pss: mebibytes(server.pssBytes + store.pssBytes),
    };
  }

  async stop(): Promise<void> {
    const end = await this.process.terminate();
    if (end === null) await this.process.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const drainTimeoutMs = 600_000;

export interface ServerCpu {
  readonly server: number;
  readonly store: number;
}

/** In MiB. */
export interface ServerMemory {
  readonly serverRss: number;
  readonly storeRss: number;
  /** Both; pages that they share count twice. */
  readonly rss: number;
  /** Both, shared pages counted once. */
  readonly pss: number;
}
