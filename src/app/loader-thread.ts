import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { backOffMs, sleep } from "../kernel/retry.ts";
import { DeadLetters } from "../loader/dead-letters.ts";
import { LoaderGate } from "../loader/loader-gate.ts";
import { Loader, loaderProblem } from "../loader/loader.ts";
import { LoaderState } from "../loader/state.ts";
import { openDiskEventLogReader } from "../log/disk/disk-event-log-reader.ts";
import type { LogOffset } from "../log/event-log.ts";
import type { FromLoader, LoaderThreadSetup, ToLoader } from "./loader-messages.ts";
import { createLogger } from "./logger.ts";
import { openStore } from "./store.ts";

/**
 * The loader's own thread: building batches would otherwise hold up the requests of the HTTP server.
 * Crash-only: when the loader fails (a full disk, say), everything it held is dropped, opened again
 * from what is durable, and started anew after a pause.
 */
declare const self: {
  onmessage: ((event: MessageEvent<ToLoader>) => void) | null;
  postMessage(message: FromLoader): void;
};

const backOff = { firstMs: 500, ceilingMs: 30_000, random: Math.random };
const stopping = new AbortController();
let durableEnd: LogOffset = 0;
let drainTo: LogOffset = 0;
let loader: Loader | null = null;
/** Outlives a loader that fails: who holds it holds the next one, too. */
const gate = new LoaderGate();

self.onmessage = ({ data }) => {
  switch (data.kind) {
    case "setup":
      durableEnd = data.durableEnd;
      stepBack();
      void runUntilStopped(data.setup);
      return;
    case "durable":
      durableEnd = data.end;
      loader?.notifyDurable(data.end);
      return;
    case "drain":
      drainTo = data.offset;
      loader?.drain(data.offset);
      return;
    case "hold":
      void gate.close().then(() => self.postMessage({ kind: "held", hold: data.hold }));
      loader?.nudge();
      return;
    case "forget":
      change((held) => held.forget(data.of));
      return;
    case "leave-out":
      change((held) => held.leaveOut(data.project_id));
      return;
    case "release":
      gate.open();
      return;
    case "stop":
      stopping.abort();
      void loader?.stop();
  }
};

/** Requests go first, like before the store's process: what is accepted can wait a little to be loaded. */
function stepBack(): void {
  if (process.platform !== "linux") return;
  try {
    // Linux has priorities for threads; `12/task/34` is thread 34.
    setPriority(Number(readlinkSync("/proc/thread-self").split("/").at(-1)), niceness);
  } catch {
    // A courtesy; a sandbox that forbids it changes nothing else.
  }
}

/** As the store's. */
const niceness = 5;

/** Does what a holder asks, and tells how it went. */
function change(work: (held: Loader) => void): void {
  let problem = "";
  try {
    if (loader === null) throw new Error("the loader does not run");
    work(loader);
  } catch (cause) {
    problem = cause instanceof Error ? cause.message : String(cause);
  }
  self.postMessage({ kind: "changed", problem });
}

async function runUntilStopped(setup: LoaderThreadSetup): Promise<void> {
  const logger = createLogger(setup.logLevel).child({ part: "loader" });
  for (let failures = 0; !stopping.signal.aborted;) {
    const batchesBefore = loader?.progress().batches ?? 0;
    try {
      await runOnce(setup, logger);
    } catch (cause) {
      logger.error("the loader cannot start; it tries again", { cause });
      self.postMessage({ kind: "failed", problem: loaderProblem(cause) });
    }
    const advanced = (loader?.progress().batches ?? 0) > batchesBefore;
    failures = advanced ? 1 : failures + 1;
    if (!stopping.signal.aborted) await sleep(backOffMs(backOff, failures), stopping.signal);
  }
  self.postMessage({ kind: "stopped" });
}

async function runOnce(setup: LoaderThreadSetup, logger: Logger): Promise<void> {
  const store = openStore(setup.store);
  const reader = await openDiskEventLogReader({ folder: setup.logFolder, logger });
  const state = new LoaderState({ folder: setup.loaderFolder, dedupeWindowMs: setup.dedupeWindowMs });
  try {
    loader = new Loader({
      reader,
      logId: setup.logId,
      sink: store,
      table: "events_v1",
      state,
      deadLetters: new DeadLetters(setup.deadLetterFolder),
      clock: systemClock,
      logger,
      backOff,
      limits: setup.limits,
      gate,
      onProgress: (progress) => self.postMessage({ kind: "progress", progress }),
    });
    loader.notifyDurable(durableEnd);
    loader.drain(drainTo);
    loader.start();
    if (stopping.signal.aborted) void loader.stop();
    await loader.finished();
  } finally {
    state.close();
    await reader.close();
    await store.close();
  }
}
