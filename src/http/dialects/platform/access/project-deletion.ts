import { z } from "zod";
import type { DeletedProject } from "../../../../access/projects.ts";
import type { PrivacyJob } from "../../../../privacy/privacy.ts";
import { projectDeletionStatus } from "../../../../privacy/project-deletion.ts";
import { presentProgress, progressAnswer } from "../privacy/present-job.ts";

const count = z.number().int();
const counts = z.object({
  store: z.record(z.string(), count).describe("Rows of the event store by table"),
  catalog: z.record(z.string(), count).describe("Rows of the catalog by table"),
  deadLetters: count,
});

export const deletionAnswer = z.object({
  project: z.string(),
  deletedAt: z.iso.datetime(),
  status: z.enum(["queued", "running", "completed"]).describe("`completed` once every job is"),
  jobs: z
    .array(
      z.object({
        ...progressAnswer.shape,
        certificate: z
          .object({
            before: counts,
            after: counts,
            exportsRemoved: count,
            log: z
              .object({ sealedAt: count, startsAt: count })
              .describe("What lay before `sealedAt` is off the disk once `startsAt` is there"),
            storeFiles: z.enum(["local", "remote"]).describe("`local`: replaced files were removed at once"),
            filesHolding: z
              .array(z.string())
              .describe("Damaged pieces of the log that hold the project's id"),
          })
          .nullable()
          .describe("What was found before and after; once it is completed"),
      }),
    )
    .describe("One of each server that has found the project deleted"),
});

export function presentDeletion({ id, deleted_at }: DeletedProject, jobs: readonly PrivacyJob[]) {
  return {
    project: id,
    deletedAt: new Date(deleted_at).toISOString(),
    status: projectDeletionStatus(jobs),
    jobs: jobs.map((job) => ({ ...presentProgress(job), certificate: job.result })),
  };
}
