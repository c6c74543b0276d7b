import type { ProjectId } from "../kernel/ids.ts";
import type { LoaderProgress } from "./loader.ts";
import type { ForgottenVisitors } from "./sessions/sessionizer.ts";

/** What the rest of the system may ask of the loader, wherever it runs. */
export interface LoaderControl {
  progress(): LoaderProgress;
  /**
   * Loads everything accepted before the call without delay; resolves true when it is queryable, false
   * when that took longer than `timeoutMs`.
   */
  drain(timeoutMs: number): Promise<boolean>;
}

/** Holds the loader between two batches; for work on the tables that its inserts and their views fill. */
export interface LoaderHold {
  /**
   * Runs the work while nothing is being inserted; one holder at a time. Throws when the loader does not
   * come to a stand within `timeoutMs`, as when the store is away, and what the work throws.
   */
  hold<T>(timeoutMs: number, work: (held: HeldLoader) => Promise<T>): Promise<T>;
}

export interface HeldLoader {
  forget(of: ForgottenVisitors): Promise<void>;
  /** Nothing of the project is loaded from then on, for good. */
  leaveOut(project: ProjectId): Promise<void>;
}
