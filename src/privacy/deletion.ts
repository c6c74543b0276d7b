import type { SelectionCounts } from "../analytics/selection/selected-events.ts";
import type { Selection } from "../analytics/selection/selection.ts";
import type { Job, Jobs } from "../catalog/jobs.ts";
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { JobFiles, JobTask } from "./job-file.ts";
import type { JobCourse, JobHandler } from "./job-runner.ts";
import { letterMatcher } from "./matching.ts";
import type { EventEraser, PrivacyParts } from "./parts.ts";
import { resolveSelection } from "./selection.ts";

/**
 * Deletes what a selection means, wherever it is. Stages, each of which is begun again after a crash:
 *
 *   (none)   the log is sealed, and what was accepted before is loaded → plan
 *   plan     what is to go next is written down in the store → erase, or → files when that is nothing
 *   erase    the events go → rebuild
 *   rebuild  the counts of their days and sessions are made anew → plan
 *   files    dead letters, exports, log segments and replaced parts leave the disk → completed
 *
 * Ingest and questions go on meanwhile; the loaders of all servers that share the store stand still while counts are
 * replaced, and their logs cover the gap.
 */
export interface Progress {
  readonly before?: Counts;
  readonly sealedAt?: number;
  readonly rounds?: number;
  readonly events?: number;
  readonly daysRebuilt?: number;
}

export interface Counts extends SelectionCounts {
  readonly deadLetters: number;
}

/** What was found before and after, and where it was. */
export interface Certificate {
  readonly receivedTo: EpochMs;
  readonly before: Counts;
  readonly after: Counts;
  readonly eventsErased: number;
  readonly daysRebuilt: number;
  readonly deadLettersRemoved: number;
  readonly exportsRemoved: number;
  readonly log: { readonly sealedAt: number; readonly startsAt: number };
  readonly storeFiles: "local" | "remote";
  /** Files that still hold an id; only those of later events, or that people set aside. */
  readonly filesHolding: readonly string[];
}

export interface DeletionOptions {
  readonly parts: PrivacyParts;
  readonly jobs: Jobs;
  readonly files: JobFiles;
  readonly removeExport: (job: Job) => boolean;
}

export class Deletion implements JobHandler {
  /** Half a deletion would leave counts that are wrong, so it never gives up. */
  readonly attemptsMax = Number.POSITIVE_INFINITY;
  readonly #options: DeletionOptions;

  constructor(options: DeletionOptions) {
    this.#options = options;
  }

  async ended(job: Job): Promise<void> {
    this.#options.files.remove(job.id);
  }

  async run(job: Job, course: JobCourse): Promise<Certificate> {
    const { parts, files } = this.#options;
    const task = files.read(job.id);
    const selection = resolveSelection(parts, job.project_id, task.selection);
    const run = new DeletionRun({ ...this.#options, job, task, selection, course });
    return run.toEnd();
  }
}

interface RunOptions extends DeletionOptions {
  readonly job: Job;
  readonly task: JobTask;
  readonly selection: Selection;
  readonly course: JobCourse;
}

class DeletionRun {
  readonly #options: RunOptions;
  readonly #project: ProjectId;
  #stage: string;
  #progress: Progress;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#project = options.job.project_id;
    this.#stage = options.job.stage;
    this.#progress = options.job.progress;
  }

  async toEnd(): Promise<Certificate> {
    const { parts, course, job } = this.#options;
    if (this.#stage === "") await this.#drain();
    const eraser = await parts.eraser(job.id);
    if (this.#stage !== "files")
      await parts.alone(course.signal, (signal) => this.#untilGone(eraser, signal));
    return this.#finish(eraser);
  }

  async #drain(): Promise<void> {
    const { log, loader } = this.#options.parts;
    const sealedAt = await log.seal();
    if (!(await loader.drain(drainMs))) throw new Error("accepted events still wait for the event store");
    await this.#save("plan", { sealedAt, before: await this.#count(), rounds: 0, events: 0, daysRebuilt: 0 });
  }

  async #untilGone(eraser: EventEraser, signal: AbortSignal): Promise<void> {
    while (this.#stage !== "files") {
      signal.throwIfAborted();
      if (this.#stage === "plan") await this.#plan(eraser);
      else if (this.#stage === "erase") await this.#erase(eraser);
      else await this.#rebuild(eraser);
    }
  }

  async #plan(eraser: EventEraser): Promise<void> {
    const { parts, task, selection } = this.#options;
    const rows = parts.events.rows(this.#project, selection, task.receivedTo, rowsPerRound);
    const personIds = selection.kind === "events" ? [] : selection.ids;
    const planned = await parts.loader.holdAll(holdMs, async (held) => {
      const count = await eraser.plan({ project_id: this.#project, rows, personIds });
      if (selection.kind !== "events" && count > 0) {
        const { visitor_ids, session_ids } = await eraser.visitorsAndSessions(this.#project);
        const clientIds = session_ids.flatMap((id) => [id, id.replace(/~[0-9a-z]+$/, "")]);
        await held.forget({ project_id: this.#project, visitor_ids, session_ids: clientIds });
      }
      return count;
    });
    const { rounds = 0, events = 0 } = this.#progress;
    // A person is looked for once even without events: sessions and counts may have outlived them.
    const isDone = planned === 0 && (rounds > 0 || personIds.length === 0);
    await this.#save(isDone ? "files" : "erase", { rounds: rounds + 1, events: events + planned });
  }

  async #erase(eraser: EventEraser): Promise<void> {
    await eraser.eraseRows(this.#project);
    this.#options.parts.onErased();
    await this.#save("rebuild", {});
  }

  async #rebuild(eraser: EventEraser): Promise<void> {
    const { parts } = this.#options;
    const groups = await eraser.dayGroups(eventsPerRebuild);
    for (const days of groups) {
      await this.#quietly(() => eraser.rebuildDays(this.#project, days));
    }
    await this.#quietly(async () => {
      await eraser.rebuildSessions(this.#project);
      await eraser.erasePerson(this.#project);
    });
    parts.onErased();
    const { daysRebuilt = 0 } = this.#progress;
    await this.#save("plan", { daysRebuilt: daysRebuilt + groups.flat().length });
  }

  #quietly(work: () => Promise<void>): Promise<void> {
    const { parts } = this.#options;
    return parts.loader.holdAll(holdMs, () => parts.quietly(this.#project, work));
  }

  async #finish(eraser: EventEraser): Promise<Certificate> {
    const { parts, selection, task } = this.#options;
    const { before, sealedAt = 0, events = 0, daysRebuilt = 0 } = this.#progress;
    const isLetter = letterMatcher(this.#project, selection);
    const deadLettersRemoved = await parts.loader.hold(holdMs, async () =>
      parts.deadLetters.remove(isLetter),
    );
    const exportsRemoved = await this.#removeExports();
    await parts.log.trim(sealedAt);
    await eraser.removeOldParts(parts.storeFiles);
    await eraser.end();
    return {
      receivedTo: task.receivedTo,
      before: before ?? nothing,
      after: await this.#count(),
      eventsErased: events,
      daysRebuilt,
      deadLettersRemoved,
      exportsRemoved,
      log: { sealedAt, startsAt: parts.log.start() },
      storeFiles: parts.storeFiles,
      filesHolding: selection.kind === "events" ? [] : await parts.files.holding(selection.ids),
    };
  }

  /** What was exported about the same person is a copy of what is deleted. */
  async #removeExports(): Promise<number> {
    const { jobs, job, removeExport } = this.#options;
    const all = await jobs.ofSubject(this.#project, "export", job.subject);
    return all.filter(removeExport).length;
  }

  async #count(): Promise<Counts> {
    const { parts, selection, task } = this.#options;
    const isLetter = letterMatcher(this.#project, selection);
    const found = await parts.events.count(this.#project, selection, task.receivedTo);
    return { ...found, deadLetters: [...parts.deadLetters.matching(isLetter)].length };
  }

  async #save(stage: string, progress: Progress): Promise<void> {
    this.#stage = stage;
    this.#progress = { ...this.#progress, ...progress };
    await this.#options.course.save({ stage, progress: { ...this.#progress } });
  }
}

const nothing: Counts = { events: 0, sessions: 0, visitors: 0, firstAt: null, lastAt: null, deadLetters: 0 };
const drainMs = 60_000;
const holdMs = 60_000;
/** 100 MB in the store's memory while they are compared with. */
const rowsPerRound = 1_000_000;
/** About a second of standing still for the loader. */
const eventsPerRebuild = 1_000_000;
