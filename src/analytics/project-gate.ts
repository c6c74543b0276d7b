import type { ProjectId } from "../kernel/ids.ts";

/** Lets a number of queries of each project run at once; a bounded line waits behind them, in order. */
export class ProjectGate {
  readonly #runningMax: number;
  readonly #waitingMax: number;
  readonly #projects = new Map<ProjectId, { running: number; readonly waiting: (() => void)[] }>();

  constructor(options: { runningMax: number; waitingMax: number }) {
    this.#runningMax = options.runningMax;
    this.#waitingMax = options.waitingMax;
  }

  /** Runs the work when its turn comes; null at once when the line is full. */
  async pass<T>(project: ProjectId, work: () => Promise<T>): Promise<T | null> {
    const state = this.#projects.get(project) ?? { running: 0, waiting: [] };
    this.#projects.set(project, state);
    if (state.running >= this.#runningMax) {
      if (state.waiting.length >= this.#waitingMax) return null;
      const { waiting } = state;
      // Whoever leaves hands its place over, so `running` does not change here.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      state.running++;
    }
    try {
      return await work();
    } finally {
      const next = state.waiting.shift();
      if (next !== undefined) next();
      else if (--state.running === 0) this.#projects.delete(project);
    }
  }
}
