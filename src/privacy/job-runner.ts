import type { Job, JobChange, Jobs } from "../catalog/jobs.ts";
import { type Clock, hourMs, minuteMs, secondMs } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import { type BackOff, backOffMs, sleep } from "../kernel/retry.ts";

/** A kind of job. Its work may be ended by a crash at any point, and is then begun again at its stage. */
export interface JobHandler {
  /** How many attempts may fail before the job has; a deletion goes on for as long as it takes. */
  readonly attemptsMax: number;
  run(job: Job, course: JobCourse): Promise<unknown>;
  /** Called once, when the job is completed or failed. */
  ended(job: Job): Promise<void>;
}

export interface JobCourse {
  readonly signal: AbortSignal;
  /** Durable when it resolves: after a crash, the job goes on from here. */
  save(change: Pick<JobChange, "stage" | "progress">): Promise<void>;
}

export interface JobRunnerOptions {
  readonly jobs: Jobs;
  /** Of this server, whose jobs it runs. */
  readonly logId: string;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backOff: BackOff;
  /** Called about every hour, between jobs. */
  readonly everyHour: (stopping: AbortSignal) => Promise<void>;
}

/**
 * Runs this server's jobs one after another, the begun one first: they work on the same tables. A failed
 * attempt is tried again after a pause, by this process or the next on the same data folder.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #stopping = new AbortController();
  #wake: () => void = () => {};
  #running: Promise<void> | null = null;
  #hourlyAt = 0;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There is a new job. */
  wake(): void {
    this.#wake();
  }

  /** Ends what is under way where it stands; the next start goes on with it. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await Promise.race([this.#running, sleep(stopPatienceMs)]);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const { jobs, logId } = this.#options;
        await jobs.createForDeletedProjects(logId);
        const [job] = await jobs.open(logId);
        if (job !== undefined) await this.#attempt(job);
        else await this.#rest();
      } catch (cause) {
        if (signal.aborted) return;
        this.#options.logger.warn("jobs cannot be read or written; trying again", { cause });
        await sleep(restMs, signal);
      }
    }
  }

  async #attempt(job: Job): Promise<void> {
    const { jobs, handlers, clock, logger, backOff } = this.#options;
    const handler = handlers[job.kind];
    if (handler === undefined) {
      return jobs.change(job.id, { status: "failed", problem: "unknown kind", finished_at: clock.now() });
    }
    const { signal } = this.#stopping;
    await jobs.change(job.id, { status: "running", started_at: job.started_at ?? clock.now() });
    try {
      const result = await handler.run(job, {
        signal,
        save: (change) => jobs.change(job.id, change),
      });
      await handler.ended(job);
      await jobs.change(job.id, { status: "completed", result, problem: "", finished_at: clock.now() });
    } catch (cause) {
      if (signal.aborted) return;
      const attempts = job.attempts + 1;
      const problem = cause instanceof Error ? cause.message : String(cause);
      logger.warn("an attempt at a job ended early", { job: job.id, kind: job.kind, attempts, problem });
      const isOver = attempts >= handler.attemptsMax;
      if (isOver) await handler.ended(job);
      await jobs.change(job.id, {
        attempts,
        problem,
        ...(isOver ? { status: "failed", finished_at: clock.now() } : {}),
      });
      if (!isOver) await sleep(backOffMs(backOff, attempts), signal);
    }
  }

  async #rest(): Promise<void> {
    const { clock, logger, everyHour } = this.#options;
    if (clock.now() - this.#hourlyAt >= hourMs) {
      try {
        await everyHour(this.#stopping.signal);
        this.#hourlyAt = clock.now();
      } catch (cause) {
        if (this.#stopping.signal.aborted) return;
        logger.warn("what is done every hour ended early; trying again", { cause });
        this.#hourlyAt = clock.now() - hourMs + minuteMs;
      }
    }
    const waking = new AbortController();
    this.#wake = () => waking.abort();
    if (this.#stopping.signal.aborted) return;
    await sleep(restMs, waking.signal);
    this.#wake = () => {};
  }
}

/** Another process may have made a job. */
const restMs = 5 * secondMs;
const stopPatienceMs = 5 * secondMs;
