import { z } from "zod";
import type { PrivacyJob } from "../../../../privacy/privacy.ts";

const count = z.number().int();
const time = z.iso.datetime().nullable();

const progressFields = {
  id: z.string(),
  status: z.enum(["queued", "running", "completed", "failed"]),
  stage: z.string().describe("Where it goes on after a restart"),
  problem: z.string().nullable().describe("Why the last attempt ended early; it is tried again"),
  createdAt: z.iso.datetime(),
  startedAt: time,
  finishedAt: time,
};

/** How far any job is. */
export const progressAnswer = z.object(progressFields);

const jobFields = {
  ...progressFields,
  kind: z.string(),
  subject: z
    .string()
    .describe("A keyed hash: the same for the same person, and says nothing about who it is"),
};

export const jobAnswer = z.object(jobFields);

export const exportAnswer = z.object({
  ...jobFields,
  export: z
    .object({
      bytes: count,
      files: z.array(z.object({ name: z.string(), rows: count, bytes: count, sha256: z.string() })),
    })
    .nullable()
    .describe("Once it is completed"),
});

const counts = z.object({
  events: count,
  sessions: count,
  visitors: count,
  firstAt: count.nullable().describe("Epoch milliseconds"),
  lastAt: count.nullable(),
  deadLetters: count,
});

export const deletionAnswer = z.object({
  ...jobFields,
  certificate: z
    .object({
      receivedTo: count.describe("What was received up to then is deleted; epoch milliseconds"),
      before: counts,
      after: counts,
      eventsErased: count,
      daysRebuilt: count,
      deadLettersRemoved: count,
      exportsRemoved: count,
      log: z
        .object({ sealedAt: count, startsAt: count })
        .describe(
          "The log began again at `sealedAt`; what lay before is off the disk once `startsAt` is there",
        ),
      storeFiles: z
        .enum(["local", "remote"])
        .describe("`local`: replaced files were flushed and removed at once"),
      filesHolding: z.array(z.string()).describe("Files outside the store that still hold an id"),
    })
    .nullable()
    .describe("What was found before and after; once it is completed"),
});

export function presentJob(job: PrivacyJob): z.input<typeof jobAnswer> {
  const { kind, subject } = job;
  return { ...presentProgress(job), kind, subject };
}

export function presentProgress(job: PrivacyJob): z.input<typeof progressAnswer> {
  const { id, status, stage, problem } = job;
  return {
    id,
    status,
    stage,
    problem: problem === "" ? null : problem,
    createdAt: iso(job.created_at)!,
    startedAt: iso(job.started_at),
    finishedAt: iso(job.finished_at),
  };
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
