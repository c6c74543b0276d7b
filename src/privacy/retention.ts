import type { ProjectSettings } from "../access/project-settings.ts";
import { type Clock, type EpochMs, dayMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import type { LoaderAccess, PrivacyParts } from "./parts.ts";

export type RetentionClass = keyof ProjectSettings["retention"];

/** Whole days; null is forever. */
export type RetentionDays = Readonly<Record<RetentionClass, number | null>>;

type Cutoffs = ReadonlyMap<ProjectId, EpochMs>;
type Hold = <T>(work: () => Promise<T>) => Promise<T>;

/** See `store/retention/retention-store.ts`. */
export interface RetentionTables {
  settle(): Promise<void>;
  letGoOfEvents(cutoffs: Cutoffs): Promise<number>;
  letGoOfSessions(cutoffs: Cutoffs, hold: Hold): Promise<number>;
  letGoOfDays(cutoffs: Cutoffs, hold: Hold): Promise<number>;
}

export interface RetentionOptions {
  readonly projects: () => readonly { readonly id: ProjectId; readonly settings: ProjectSettings }[];
  readonly defaults: RetentionDays;
  /** Throws while the store is away. */
  readonly tables: () => Promise<RetentionTables>;
  readonly loader: Pick<LoaderAccess, "holdAll">;
  readonly alone: PrivacyParts["alone"];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Answers that were remembered are not true any more. */
  readonly onLetGo: () => void;
}

/**
 * Lets go of what projects keep no longer. Cutoffs are starts of UTC days, so there is something to do once a day,
 * and at once where a setting was changed. It keeps no state: what has expired is seen from what the store
 * holds, after a crash as well.
 */
export class Retention {
  readonly #options: RetentionOptions;
  #doneFor = "";

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Throws when it ended early; then it is to be called again. */
  async letGo(stopping: AbortSignal): Promise<void> {
    const events = this.#cutoffs("events");
    const sessions = this.#cutoffs("sessions");
    const aggregates = this.#cutoffs("aggregates");
    const doneFor = JSON.stringify([events, sessions, aggregates].map((cutoffs) => [...cutoffs]));
    if (doneFor === this.#doneFor) return;
    const tables = await this.#options.tables();
    const hold: Hold = (work) => this.#options.loader.holdAll(holdMs, work);
    await this.#options.alone(stopping, async (signal) => {
      await tables.settle();
      await this.#note("events", events, () => tables.letGoOfEvents(events));
      signal.throwIfAborted();
      await this.#note("sessions", sessions, () => tables.letGoOfSessions(sessions, hold));
      signal.throwIfAborted();
      await this.#note("aggregates", aggregates, () => tables.letGoOfDays(aggregates, hold));
    });
    this.#doneFor = doneFor;
  }

  async #note(what: RetentionClass, cutoffs: Cutoffs, work: () => Promise<number>): Promise<void> {
    if (cutoffs.size === 0) return;
    const count = await work();
    if (count === 0) return;
    this.#options.onLetGo();
    this.#options.logger.info("let go of what was kept long enough", { what, count });
  }

  #cutoffs(what: RetentionClass): Cutoffs {
    const { projects, defaults, clock } = this.#options;
    const today = Math.floor(clock.now() / dayMs) * dayMs;
    const cutoffs = new Map<ProjectId, EpochMs>();
    for (const { id, settings } of projects()) {
      const set = settings.retention[what];
      const days = set === "default" ? defaults[what] : set;
      if (days !== null) cutoffs.set(id, today - days * dayMs);
    }
    return cutoffs;
  }
}

const holdMs = 60_000;
