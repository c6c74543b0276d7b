/**
 * Identical work that is asked for at the same time is done once. Each caller may leave; the work is
 * given up when the last one has left.
 */
export class SharedRuns {
  readonly #runs = new Map<string, SharedRun>();

  async run<T>(
    key: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const shared = this.#runs.get(key) ?? this.#start(key, work);
    shared.callers++;
    const leave = () => {
      if (--shared.callers > 0) return;
      this.#forget(key, shared);
      shared.abort.abort();
    };
    if (signal?.aborted === true) leave();
    else signal?.addEventListener("abort", leave, { once: true });
    try {
      return (await shared.result) as T;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  #start(key: string, work: (signal: AbortSignal) => Promise<unknown>): SharedRun {
    const abort = new AbortController();
    const shared: SharedRun = { abort, callers: 0, result: work(abort.signal) };
    this.#runs.set(key, shared);
    const forget = () => this.#forget(key, shared);
    shared.result.then(forget, forget);
    return shared;
  }

  #forget(key: string, shared: SharedRun): void {
    if (this.#runs.get(key) === shared) this.#runs.delete(key);
  }
}

interface SharedRun {
  readonly abort: AbortController;
  callers: number;
  readonly result: Promise<unknown>;
}
