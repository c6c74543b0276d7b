import type { ProjectId } from "../kernel/ids.ts";

/** Lets a number of queries of each project run at once; a bounded line waits behind them, in order. */
export class ProjectGate {
  readonly #runningMax: number;
  readonly #waitingMax: number;
  readonly #waitMsMax: number;
  readonly #projects = new Map<ProjectId, { running: number; readonly waiting: (() => void)[] }>();

  constructor(options: { runningMax: number; waitingMax: number; waitMsMax: number }) {
    this.#runningMax = options.runningMax;
    this.#waitingMax = options.waitingMax;
    this.#waitMsMax = options.waitMsMax;
  }

  /** Runs the work when its turn comes; null when the line is full, or the turn does not come in time. */
  async pass<T>(project: ProjectId, work: () => Promise<T>): Promise<T | null> {
    const state = this.#projects.get(project) ?? { running: 0, waiting: [] };
    this.#projects.set(project, state);
    if (state.running >= this.#runningMax) {
      if (state.waiting.length >= this.#waitingMax) return null;
      // Whoever leaves hands its place over, so `running` does not change here.
      if (!(await this.#turn(state.waiting))) return null;
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

  /** Takes a place until the answer is called; null as above. */
  async enter(project: ProjectId): Promise<(() => void) | null> {
    const inside = Promise.withResolvers<"inside">();
    const left = Promise.withResolvers<void>();
    const passed = this.pass(project, () => {
      inside.resolve("inside");
      return left.promise;
    });
    const outcome = await Promise.race([inside.promise, passed]);
    return outcome === "inside" ? () => left.resolve() : null;
  }

  /** True when it is this one's turn, false when that took too long. */
  #turn(waiting: (() => void)[]): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(go), 1);
        resolve(false);
      }, this.#waitMsMax);
      const go = () => {
        clearTimeout(timer);
        resolve(true);
      };
      waiting.push(go);
    });
  }
}
