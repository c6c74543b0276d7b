import { type Job, type Jobs, projectDeletionKind } from "../catalog/jobs.ts";
import type { Projects } from "../catalog/projects.ts";
import { type Clock, dayMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import type { BackOff } from "../kernel/retry.ts";
import { Deletion } from "./deletion.ts";
import { Export } from "./export.ts";
import { JobFiles, type RequestedSelection } from "./job-file.ts";
import { JobRunner } from "./job-runner.ts";
import type { PrivacyParts } from "./parts.ts";
import { ProjectDeletion } from "./project-deletion.ts";
import { subjectOf } from "./selection.ts";

export interface PrivacyOptions {
  readonly parts: PrivacyParts;
  readonly jobs: Jobs;
  readonly projects: Projects;
  /** Of this server's log: its jobs are those that carry it. */
  readonly logId: string;
  /** For what jobs are about, and for exports. Only this process uses it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backOff: BackOff;
  readonly everyHour: (stopping: AbortSignal) => Promise<void>;
}

export type PrivacyJob = Job;
export type PersonKind = "export" | "deletion";

/** How long an export can be fetched; then it is one copy of a person's data less. */
const exportKeptMs = 7 * dayMs;

/** People's right to see what is known about them, and to have it deleted: as jobs. */
export class Privacy {
  readonly #options: PrivacyOptions;
  readonly #files: JobFiles;
  readonly #export: Export;
  readonly #runner: JobRunner;

  constructor(options: PrivacyOptions) {
    const { parts, jobs, projects, logId, clock, logger, backOff } = options;
    this.#options = options;
    this.#files = new JobFiles(options.folder);
    this.#export = new Export({ parts, files: this.#files, clock });
    const removeExport = (job: Job) => this.#export.removeZip(job);
    const deletion = new Deletion({ parts, jobs, files: this.#files, removeExport });
    const ofProject = new ProjectDeletion({ parts, jobs, projects, logId, files: this.#files, removeExport });
    this.#runner = new JobRunner({
      jobs,
      logId,
      handlers: { export: this.#export, deletion, [projectDeletionKind]: ofProject },
      clock,
      logger,
      backOff,
      everyHour: (stopping) => this.#everyHour(stopping),
    });
  }

  start(): void {
    this.#runner.start();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** Accepted and durable; the runner does it next. Null when the project has been deleted meanwhile. */
  async request(
    project: ProjectId,
    kind: PersonKind,
    selection: RequestedSelection,
    createdBy: string,
  ): Promise<Job | null> {
    const { parts, jobs, logId, clock } = this.#options;
    const id = jobs.newId();
    // First the file: a job without one could do nothing.
    await this.#files.write(id, { selection, receivedTo: clock.now() });
    const subject = subjectOf(parts, project, selection);
    const wish = { id, project_id: project, kind, subject, created_by: createdBy, log_id: logId };
    const job = await jobs.create(wish);
    if (job === null) this.#files.remove(id);
    else this.#runner.wake();
    return job;
  }

  /** A project was deleted: what it leaves behind is erased next. */
  projectWasDeleted(): void {
    this.#runner.wake();
  }

  /** The jobs that erase a deleted project, one of each server that has found it deleted. */
  ofDeletedProject(project: ProjectId): Promise<Job[]> {
    return this.#options.jobs.ofProject(project, [projectDeletionKind]);
  }

  job(project: ProjectId, id: string, kind: PersonKind): Promise<Job | null> {
    return this.#options.jobs.get(project, id, [kind]);
  }

  /** What the user is stored as where the project hashes ids. */
  hashedUserId(project: ProjectId, id: string): string {
    return this.#options.parts.hashedUserId(project, id);
  }

  /** The latest first. */
  list(project: ProjectId, rowsMax: number): Promise<Job[]> {
    return this.#options.jobs.list(project, rowsMax);
  }

  /** The zip of a completed export; null when there is none, or none any more. */
  async zip(project: ProjectId, id: string): Promise<Blob | null> {
    const job = await this.job(project, id, "export");
    if (job?.status !== "completed") return null;
    const file = Bun.file(this.#files.zipPath(id));
    return (await file.exists()) ? file : null;
  }

  async #everyHour(stopping: AbortSignal): Promise<void> {
    const { jobs, clock, everyHour } = this.#options;
    const old = await jobs.finishedBefore("export", clock.now() - exportKeptMs);
    for (const job of old) this.#export.removeZip(job);
    await everyHour(stopping);
  }
}
