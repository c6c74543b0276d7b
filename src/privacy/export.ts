import { rmSync } from "node:fs";
import type { Job } from "../catalog/jobs.ts";
import type { Clock } from "../kernel/clock.ts";
import type { JobFiles } from "./job-file.ts";
import type { JobCourse, JobHandler } from "./job-runner.ts";
import { letterMatcher } from "./matching.ts";
import type { PrivacyParts } from "./parts.ts";
import { resolveSelection } from "./selection.ts";
import { type ZippedFile, writeZip } from "./zip-file.ts";

export interface ExportResult {
  readonly files: readonly ZippedFile[];
  readonly bytes: number;
}

export interface ExportOptions {
  readonly parts: PrivacyParts;
  readonly files: JobFiles;
  readonly clock: Clock;
}

/**
 * Everything about a person as a zip of NDJSON: events, sessions, the identities they were seen under,
 * and dead letters. What was accepted before is loaded first, so nothing of it is only in the log.
 */
export class Export implements JobHandler {
  readonly attemptsMax = 10;
  readonly #options: ExportOptions;

  constructor(options: ExportOptions) {
    this.#options = options;
  }

  async ended(job: Job): Promise<void> {
    this.#options.files.remove(job.id);
  }

  async run(job: Job, _course: JobCourse): Promise<ExportResult> {
    const { parts, files, clock } = this.#options;
    const task = files.read(job.id);
    if (!(await parts.loader.drain(drainMs)))
      throw new Error("accepted events still wait for the event store");
    const selection = resolveSelection(parts, job.project_id, task.selection);
    const path = files.zipPath(job.id);
    const part = (name: "events" | "sessions" | "identities") =>
      parts.events.stream(job.project_id, selection, name);
    const zipped = await writeZip(
      path,
      {
        "events.ndjson": part("events"),
        "sessions.ndjson": part("sessions"),
        "identities.ndjson": part("identities"),
        "dead-letters.ndjson": lines(parts.deadLetters.matching(letterMatcher(job.project_id, selection))),
      },
      (made) => ({
        format: "tidemark-person-export",
        version: 1,
        project: job.project_id,
        subject: task.selection,
        exportedAt: new Date(clock.now()).toISOString(),
        files: made,
      }),
    );
    return { files: zipped, bytes: Bun.file(path).size };
  }

  /** Whether there was one. */
  removeZip(job: Pick<Job, "id">): boolean {
    const path = this.#options.files.zipPath(job.id);
    const isThere = Bun.file(path).size > 0;
    for (const file of [path, `${path}.part`]) rmSync(file, { force: true });
    return isThere;
  }
}

const drainMs = 60_000;
const encoder = new TextEncoder();

async function* lines(texts: Iterable<string>): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield encoder.encode(`${text}\n`);
}
