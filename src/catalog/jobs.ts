import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, ProjectId } from "../kernel/ids.ts";
import { lockProject } from "./lock-project.ts";
import type { CatalogTables } from "./schema.ts";

/** Of the jobs that erase a deleted project; a project has one on each server. */
export const projectDeletionKind = "project-deletion";

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
  /** Of the server that works on it, because it works on that one's files; null: whoever's. */
  readonly log_id: string | null;
  readonly created_at: EpochMs;
  readonly started_at: EpochMs | null;
  readonly finished_at: EpochMs | null;
}

export type NewJob = Pick<Job, "id" | "project_id" | "kind" | "subject" | "created_by" | "log_id">;
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

  /** Null when the project is not there, or no more. */
  async create(job: NewJob): Promise<Job | null> {
    const row = this.#rowOf(job);
    const isMade = await this.#db.transaction().execute(async (transaction) => {
      if (!(await lockProject(transaction, job.project_id))) return false;
      await transaction.insertInto("jobs").values(row).execute();
      return true;
    });
    return isMade ? jobOf(row) : null;
  }

  /**
   * For each deleted project one that erases it on this server, unless there is one. The mark on the project is
   * what was decided, whoever set it; so no crash between the mark and the job can part them.
   */
  async createForDeletedProjects(log_id: string): Promise<void> {
    const projects = await this.#db
      .selectFrom("projects")
      .select("id")
      .where("deleted_at", "is not", null)
      .where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom("jobs")
              .select("jobs.id")
              .whereRef("jobs.project_id", "=", "projects.id")
              .where("jobs.kind", "=", projectDeletionKind)
              .where("jobs.log_id", "=", log_id),
          ),
        ),
      )
      .orderBy("deleted_at")
      .orderBy("id")
      .execute();
    for (const { id: project_id } of projects) {
      const what = { project_id, kind: projectDeletionKind, subject: "", created_by: "server", log_id };
      await this.#db
        .insertInto("jobs")
        .values(this.#rowOf({ id: this.newId(), ...what }))
        .execute();
    }
  }

  #rowOf(job: NewJob) {
    return {
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

  /** All of the project, also of a deleted one, of these kinds. */
  async ofProject(project: ProjectId, kinds: readonly string[]): Promise<Job[]> {
    const rows = await this.#db
      .selectFrom("jobs")
      .selectAll()
      .where("project_id", "=", project)
      .where("kind", "in", kinds)
      .orderBy("created_at")
      .orderBy("id")
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

  /** This server's that are not finished, of all projects; the one that was begun first, then the oldest. */
  async open(logId: string): Promise<Job[]> {
    const rows = await this.#db
      .selectFrom("jobs")
      .selectAll()
      .where("status", "in", ["queued", "running"])
      .where((where) => where.or([where("log_id", "=", logId), where("log_id", "is", null)]))
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
