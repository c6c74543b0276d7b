import type { Job, Jobs } from "../catalog/jobs.ts";
import type { Projects } from "../catalog/projects.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { JobFiles } from "./job-file.ts";
import type { JobCourse, JobHandler } from "./job-runner.ts";
import type { PrivacyParts } from "./parts.ts";

/**
 * Erases what one server holds of a deleted project. That it is deleted was said by the mark on the project;
 * each server that shares the catalog finds it there and makes a job of its own, because each has a log and
 * files of its own. Stages, each of which is begun again after a crash:
 *
 *   (none)   the loader is told to leave the project out, for good; then what was accepted before is
 *            loaded, without the project, and the log is sealed → store
 *   store    its rows go, out of every table → files
 *   files    dead letters, exports, log segments and replaced parts leave the disk → catalog
 *   catalog  what the project owned there goes → completed
 *
 * The loader comes first: from then on nothing of the project can reach the store, whatever the log still
 * holds and whoever still sends.
 */
interface Progress {
  readonly sealedAt?: number;
  readonly before?: ProjectCounts;
  readonly exportsRemoved?: number;
}

/** Rows of the event store and of the catalog by table, and refused rows. */
export interface ProjectCounts {
  readonly store: Readonly<Record<string, number>>;
  readonly catalog: Readonly<Record<string, number>>;
  readonly deadLetters: number;
}

/** What was found before and after, and where it was. */
export interface ProjectCertificate {
  readonly before: ProjectCounts;
  readonly after: ProjectCounts;
  readonly exportsRemoved: number;
  readonly log: { readonly sealedAt: number; readonly startsAt: number };
  readonly storeFiles: "local" | "remote";
  /** Damaged pieces of the log, set aside for people, that hold the project's id. */
  readonly filesHolding: readonly string[];
}

export interface ProjectDeletionOptions {
  readonly parts: PrivacyParts;
  readonly jobs: Jobs;
  readonly projects: Projects;
  readonly logId: string;
  readonly files: JobFiles;
  readonly removeExport: (job: Job) => boolean;
}

export class ProjectDeletion implements JobHandler {
  /** Half a deletion is none, so it never gives up. */
  readonly attemptsMax = Number.POSITIVE_INFINITY;
  readonly #options: ProjectDeletionOptions;

  constructor(options: ProjectDeletionOptions) {
    this.#options = options;
  }

  async ended(): Promise<void> {}

  async run(job: Job, course: JobCourse): Promise<ProjectCertificate> {
    const { parts } = this.#options;
    const project = job.project_id;
    let { stage } = job;
    let progress: Progress = job.progress;
    const save = async (next: string, more: Progress): Promise<void> => {
      stage = next;
      progress = { ...progress, ...more };
      await course.save({ stage, progress: { ...progress } });
      course.signal.throwIfAborted();
    };
    if (stage === "") await save("store", await this.#leaveOut(project));
    const eraser = await parts.projectEraser();
    if (stage === "store") {
      await parts.alone(course.signal, () => eraser.erase(project));
      parts.onErased();
      await save("files", {});
    }
    const { sealedAt = 0, before } = progress;
    if (stage === "files") {
      const exportsRemoved = await this.#removeFiles(project);
      await parts.log.trim(sealedAt);
      await eraser.removeOldParts(parts.storeFiles);
      await save("catalog", { exportsRemoved: exportsRemoved + (progress.exportsRemoved ?? 0) });
    }
    await this.#options.projects.eraseOwned(project, this.#options.logId);
    const after = await this.#count(project);
    return {
      before: before ?? after,
      after,
      exportsRemoved: progress.exportsRemoved ?? 0,
      log: { sealedAt, startsAt: parts.log.start() },
      storeFiles: parts.storeFiles,
      filesHolding: await parts.files.setAsideHolding([project]),
    };
  }

  async #leaveOut(project: ProjectId): Promise<Progress> {
    const { parts } = this.#options;
    // Another process may have deleted it, and this one may not have seen that yet and go on accepting.
    await parts.refreshProjects();
    await parts.loader.hold(holdMs, (held) => held.leaveOut(project));
    const sealedAt = await parts.log.seal();
    if (!(await parts.loader.drain(drainMs)))
      throw new Error("accepted events still wait for the event store");
    return { sealedAt, before: await this.#count(project) };
  }

  async #removeFiles(project: ProjectId): Promise<number> {
    const { parts, jobs, files, removeExport } = this.#options;
    await parts.loader.hold(holdMs, async () =>
      parts.deadLetters.remove((letter) => letter.project_id === project),
    );
    const people = await jobs.ofProject(project, ["export", "deletion"]);
    for (const job of people) files.remove(job.id);
    return people.filter(removeExport).length;
  }

  async #count(project: ProjectId): Promise<ProjectCounts> {
    const { parts, projects } = this.#options;
    const eraser = await parts.projectEraser();
    const letters = parts.deadLetters.matching((letter) => letter.project_id === project);
    return {
      store: await eraser.count(project),
      catalog: await projects.countOwned(project),
      deadLetters: [...letters].length,
    };
  }
}

/** How far a project's deletion is, on all servers that have begun it. */
export function projectDeletionStatus(jobs: readonly Job[]): "queued" | "running" | "completed" {
  if (jobs.length > 0 && jobs.every(({ status }) => status === "completed")) return "completed";
  return jobs.some(({ status }) => status !== "queued") ? "running" : "queued";
}

const drainMs = 60_000;
const holdMs = 60_000;
