import type { Verdict } from "../event/verdict.ts";
import type { ProjectId } from "../kernel/ids.ts";

/**
 * How many events of a project got which verdict, and why; the sum over verdicts is what was received.
 * `redacted` is no verdict: it counts parts that were removed from events.
 */
export interface CounterDelta {
  readonly project_id: ProjectId;
  readonly verdict: Verdict | "redacted";
  /** Empty for stored and duplicate. */
  readonly reason: string;
  readonly count: number;
}

export class Counters {
  readonly #lines = new Map<string, CounterDelta>();

  /** Adds to the totals and returns the new totals of the lines that changed. */
  add(deltas: readonly CounterDelta[]): CounterDelta[] {
    const changed = new Map<string, CounterDelta>();
    for (const delta of deltas) {
      const key = JSON.stringify([delta.project_id, delta.verdict, delta.reason]);
      const line = { ...delta, count: delta.count + (this.#lines.get(key)?.count ?? 0) };
      this.#lines.set(key, line);
      changed.set(key, line);
    }
    return [...changed.values()];
  }

  remove(project: ProjectId): void {
    for (const [key, line] of this.#lines) if (line.project_id === project) this.#lines.delete(key);
  }

  all(): CounterDelta[] {
    return [...this.#lines.values()];
  }
}

/** Collects the counts of one batch. */
export class CounterTally {
  readonly #counts = new Map<ProjectId, Map<string, number>>();

  count(project: ProjectId, verdict: CounterDelta["verdict"], reason: string, count: number): void {
    const ofProject = this.#counts.get(project) ?? new Map<string, number>();
    this.#counts.set(project, ofProject);
    const key = `${verdict} ${reason}`;
    ofProject.set(key, (ofProject.get(key) ?? 0) + count);
  }

  deltas(): CounterDelta[] {
    const deltas: CounterDelta[] = [];
    for (const [project_id, counts] of this.#counts) {
      for (const [key, count] of counts) {
        const [verdict, reason] = key.split(" ") as [CounterDelta["verdict"], string];
        if (count !== 0) deltas.push({ project_id, verdict, reason, count });
      }
    }
    return deltas;
  }
}
