import type { HeldLoader, LoaderControl, LoaderHold } from "../loader/control.ts";
import type { LoaderProgress } from "../loader/loader.ts";
import type { EventLog, LogOffset } from "../log/event-log.ts";
import type { FromLoader, LoaderThreadSetup, ToLoader } from "./loader-messages.ts";

/** The loader as the main thread sees it: starts the thread, tells it of the log's growth, hears of its progress. */
export class LoaderWorker implements LoaderControl, LoaderHold {
  readonly #worker: Worker;
  readonly #log: EventLog;
  readonly #onCommit: (committed: LogOffset) => void;
  #progress: LoaderProgress;
  #told: LogOffset;
  #waiters: { offset: LogOffset; resolve: (done: boolean) => void }[] = [];
  #stopped: () => void = () => {};
  /** The running number of the hold that is asked for; an answer to an earlier one says nothing. */
  #holds = 0;
  #held: () => void = () => {};
  #changed: (problem: string) => void = () => {};
  /** The holders wait for one another. */
  #holding: Promise<unknown> = Promise.resolve();
  readonly #timer: Timer;

  constructor(options: {
    log: EventLog;
    setup: LoaderThreadSetup;
    initial: LoaderProgress;
    onCommit: (committed: LogOffset) => void;
  }) {
    this.#log = options.log;
    this.#progress = options.initial;
    this.#onCommit = options.onCommit;
    this.#worker = new Worker(new URL("./loader-thread.ts", import.meta.url).href);
    this.#worker.onmessage = (event: MessageEvent<FromLoader>) => this.#hear(event.data);
    this.#told = this.#log.durableEnd();
    this.#send({ kind: "setup", setup: options.setup, durableEnd: this.#told });
    this.#timer = setInterval(() => this.#tellDurableEnd(), tellEveryMs);
  }

  progress(): LoaderProgress {
    return this.#progress;
  }

  async drain(timeoutMs: number): Promise<boolean> {
    const offset = this.#log.durableEnd();
    if (this.#progress.committed >= offset) return true;
    this.#tellDurableEnd();
    this.#send({ kind: "drain", offset });
    return new Promise((resolve) => {
      const waiter = { offset, resolve };
      this.#waiters.push(waiter);
      setTimeout(() => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(false);
      }, timeoutMs);
    });
  }

  hold<T>(timeoutMs: number, work: (held: HeldLoader) => Promise<T>): Promise<T> {
    const held = this.#holding.then(() => this.#hold(timeoutMs, work));
    this.#holding = held.catch(() => {});
    return held;
  }

  /** Returns when the thread holds nothing open any more, or after `timeoutMs` ends it where it stands. */
  async stop(timeoutMs: number): Promise<void> {
    clearInterval(this.#timer);
    await new Promise<void>((resolve) => {
      this.#stopped = resolve;
      setTimeout(resolve, timeoutMs);
      this.#send({ kind: "stop" });
    });
    this.#worker.terminate();
  }

  #hear(message: FromLoader): void {
    if (message.kind === "stopped") return this.#stopped();
    if (message.kind === "failed") {
      this.#progress = { ...this.#progress, mode: "failed", problem: message.problem };
      return;
    }
    if (message.kind === "held") return message.hold === this.#holds ? this.#held() : undefined;
    if (message.kind === "changed") return this.#changed(message.problem);
    const hasCommitted = message.progress.committed > this.#progress.committed;
    this.#progress = message.progress;
    for (const { offset, resolve } of this.#waiters) if (offset <= message.progress.committed) resolve(true);
    this.#waiters = this.#waiters.filter(({ offset }) => offset > message.progress.committed);
    if (hasCommitted) this.#onCommit(message.progress.committed);
  }

  async #hold<T>(timeoutMs: number, work: (held: HeldLoader) => Promise<T>): Promise<T> {
    const stands = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), timeoutMs);
      this.#held = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    this.#send({ kind: "hold", hold: ++this.#holds });
    try {
      if (!(await stands)) throw new Error("the loader did not come to a stand; the store may be away");
      return await work({
        forget: (of) => this.#change({ kind: "forget", of }),
        leaveOut: (project_id) => this.#change({ kind: "leave-out", project_id }),
      });
    } finally {
      this.#send({ kind: "release" });
    }
  }

  async #change(message: ToLoader): Promise<void> {
    const changed = new Promise<string>((resolve) => {
      this.#changed = resolve;
    });
    this.#send(message);
    const problem = await changed;
    if (problem !== "") throw new Error(problem);
  }

  #tellDurableEnd(): void {
    const end = this.#log.durableEnd();
    if (end === this.#told) return;
    this.#told = end;
    this.#send({ kind: "durable", end });
  }

  #send(message: ToLoader): void {
    this.#worker.postMessage(message);
  }
}

/** Telling it of every flush would cost a message a millisecond; this is a twentieth of a batch's waiting time. */
const tellEveryMs = 10;
