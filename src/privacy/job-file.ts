import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Selection } from "../analytics/selection/selection.ts";
import type { EpochMs } from "../kernel/clock.ts";

/** Whom or what a job is about. It may be personal, so it is in no database: see `JobFiles`. */
export interface JobTask {
  readonly selection: RequestedSelection;
  /** What was received later is none of it. */
  readonly receivedTo: EpochMs;
}

/** As it was asked for, with ids as they are sent. */
export type RequestedSelection =
  | { readonly kind: "user"; readonly id: string }
  | { readonly kind: "anonymous"; readonly id: string }
  | Extract<Selection, { kind: "events" }>;

/**
 * What jobs are about, one file each, which goes when the job has ended. Not in the catalog: what is
 * deleted there stays in free pages, journals and backups for some time.
 */
export class JobFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  async write(job: string, task: JobTask): Promise<void> {
    const path = this.#path(job);
    const file = await open(`${path}.new`, "w", 0o600);
    try {
      await file.writeFile(JSON.stringify(task));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  /** Throws when it is not there. */
  read(job: string): JobTask {
    return JSON.parse(readFileSync(this.#path(job), "utf8")) as JobTask;
  }

  remove(job: string): void {
    rmSync(this.#path(job), { force: true });
  }

  /** Of an export; `.part` while it is written. */
  zipPath(job: string): string {
    return join(this.#folder, `${job}.zip`);
  }

  #path(job: string): string {
    return join(this.#folder, `${job}.json`);
  }
}
