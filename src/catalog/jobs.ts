import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, ProjectId } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

export type JobStatus = "queued" | "running" | "completed" | "failed";

/** Work that takes longer than a request. What it works with lies elsewhere; here is only how far it is. */
export interface Job {
  readonly id: string;
  readonly project_id: ProjectId;
  readonly kind: string;
  readonly status: JobStatus;
  /** Where to go on after a crash; empty before the first step. */
  readonly stage: string;
  /** A keyed hash of whom or what it is about. */
  readonly subject: string;
  readonly progress: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  /** Why the last attempt ended early; empty when all is well. */
  readonly problem: string;
  /** Attempts that ended early. */
  readonly attempts: number;
  readonly created_by: string;
  readonly created_at: EpochMs;
  readonly started_at: EpochMs | null;
  readonly finished_at: EpochMs | null;
}

export type NewJob = Pick<Job, "id" | "project_id" | "kind" | "subject" | "created_by">;
export type JobChange = Partial<
  Pick<
    Job,
    "status" | "stage" | "progress" | "result" | "problem" | "attempts" | "started_at" | "finished_at"
  >
>;

export class Jobs {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;
  readonly #ids: IdSource;

  constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.#clock = clock;
    this.#ids = ids;
  }

  newId(): string {
    return this.#ids.opaque("job");
  }

  async create(job: NewJob): Promise<Job> {
    const row = {
      ...job,
      status: "queued" as const,
      stage: "",
      progress: "{}",
      result: null,
      problem: "",
      attempts: 0,
      created_at: this.#clock.now(),
      started_at: null,
      finished_at: null,
    };
    await this.#db.insertInto("jobs").values(row).execute();
    return jobOf(row);
  }

  async change(id: string, { progress, result, ...plain }: JobChange): Promise<void> {
    await this.#db
      .updateTable("jobs")
      .set({
        ...plain,
        ...(progress === undefined ? {} : { progress: JSON.stringify(progress) }),
        ...(result === undefined ? {} : { result: JSON.stringify(result) }),
      })
      .where("id", "=", id)
      .execute();
  }

  /** The project's own, of one of these kinds; null when there is none of that id. */
  async get(project: ProjectId, id: string, kinds: readonly string[]): Promise<Job | null> {
    const row = await this.#db
      .selectFrom("jobs")
      .selectAll()
      .where("project_id", "=", project)
      .where("id", "=", id)
      .where("kind", "in", kinds)
      .executeTakeFirst();
    return row === undefined ? null : jobOf(row);
  }

  /** The latest first. */
  async list(project: ProjectId, rowsMax: number): Promise<Job[]> {
    const rows = await this.#db
      .selectFrom("jobs")
      .selectAll()
      .where("project_id", "=", project)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(rowsMax)
      .execute();
    return rows.map(jobOf);
  }

  /** All of one kind that are about the same. */
  async ofSubject(project: ProjectId, kind: string, subject: string): Promise<Job[]> {
    const rows = await this.#db
      .selectFrom("jobs")
      .selectAll()
      .where("project_id", "=", project)
      .where("kind", "=", kind)
      .where("subject", "=", subject)
      .execute();
    return rows.map(jobOf);
  }

  /** Those that are not finished, of all projects; the one that was begun first, then the oldest. */
  async open(): Promise<Job[]> {
    const rows = await this.#db
      .selectFrom("jobs")
      .selectAll()
      .where("status", "in", ["queued", "running"])
      .orderBy("created_at")
      .orderBy("id")
      .execute();
    const jobs = rows.map(jobOf);
    return [...jobs.filter(isRunning), ...jobs.filter((job) => !isRunning(job))];
  }

  /** Of all projects. */
  async finishedBefore(kind: string, before: EpochMs): Promise<Job[]> {
    const rows = await this.#db
      .selectFrom("jobs")
      .selectAll()
      .where("kind", "=", kind)
      .where("finished_at", "<", before)
      .execute();
    return rows.map(jobOf);
  }
}

function isRunning({ status }: Job): boolean {
  return status === "running";
}

function jobOf(row: Omit<Job, "progress" | "result"> & { progress: string; result: string | null }): Job {
  return {
    ...row,
    progress: JSON.parse(row.progress) as Job["progress"],
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
  };
}
