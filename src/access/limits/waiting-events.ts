import type { ProjectId } from "../../kernel/ids.ts";
import type { LoadedEvents } from "./usage-meter.ts";

/**
 * How many events of a project this process has accepted that are not in the loader's totals yet. Events
 * that waited already when the process started are not known here; they count once they are loaded.
 */
export class WaitingEvents {
  readonly #loader: LoadedEvents;
  readonly #byProject = new Map<ProjectId, Waiting>();

  constructor(loader: LoadedEvents) {
    this.#loader = loader;
  }

  of(project: ProjectId): number {
    const waiting = this.#byProject.get(project);
    if (waiting === undefined) return 0;
    const loaded = this.#loaded(project);
    // Nothing waits: whatever was accepted is in the totals, and counting starts anew from them.
    if (loaded !== null && this.#loader.isDrained()) {
      waiting.accepted = 0;
      waiting.loadedBefore = loaded;
    }
    return waiting.underWay + Math.max(0, waiting.accepted - loadedSince(waiting, loaded));
  }

  begin(project: ProjectId, events: number): void {
    let waiting = this.#byProject.get(project);
    if (waiting === undefined) {
      waiting = { underWay: 0, accepted: 0, loadedBefore: this.#loaded(project) };
      this.#byProject.set(project, waiting);
    }
    waiting.underWay += events;
  }

  /** Of events that have begun. */
  settle(project: ProjectId, events: number, isAccepted: boolean): void {
    const waiting = this.#byProject.get(project)!;
    waiting.underWay -= events;
    if (isAccepted) waiting.accepted += events;
  }

  /** Null while the loader has not told. */
  #loaded(project: ProjectId): number | null {
    const totals = this.#loader.totals();
    return totals === null ? null : (totals.get(project)?.loaded ?? 0);
  }
}

interface Waiting {
  /** On their way into the log. */
  underWay: number;
  accepted: number;
  /** The loader's total when counting began; null: not known then. */
  loadedBefore: number | null;
}

function loadedSince(waiting: Waiting, loaded: number | null): number {
  if (loaded === null) return 0;
  waiting.loadedBefore ??= loaded;
  return loaded - waiting.loadedBefore;
}
