/**
 * Holds the loader between two batches, while somebody rebuilds what its inserts would touch: nothing
 * is being inserted then, and everything committed is in the store and in all its views. The log
 * covers the gap. Outlives a loader that fails and is started anew.
 *
 *   open    batches pass                        → closed by `close`
 *   closed  the next batch waits; `close` resolves once the loader stands here → open by `open`
 */
export class LoaderGate {
  #isClosed = false;
  /** Who waits for the loader to stand still. */
  #closers: (() => void)[] = [];
  #release: () => void = () => {};
  #opened: Promise<void> = Promise.resolve();

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#opened = new Promise((resolve) => {
        this.#release = resolve;
      });
    }
    return new Promise((resolve) => this.#closers.push(resolve));
  }

  open(): void {
    this.#isClosed = false;
    this.#closers = [];
    this.#release();
  }

  /** Called by the loader where it has nothing under way. */
  async pass(signal: AbortSignal): Promise<void> {
    if (!this.#isClosed || signal.aborted) return;
    for (const resolve of this.#closers) resolve();
    this.#closers = [];
    await Promise.race([
      this.#opened,
      new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true })),
    ]);
  }
}
