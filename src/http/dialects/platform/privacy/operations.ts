import { z } from "zod";
import { noSuchProject } from "../../../../access/access.ts";
import { actorName, byActor } from "../../../../access/actor.ts";
import { failure } from "../../../../kernel/errors.ts";
import { limits } from "../../../../kernel/limits.ts";
import { sleep } from "../../../../kernel/retry.ts";
import type { RequestedSelection } from "../../../../privacy/job-file.ts";
import type { PersonKind, PrivacyJob } from "../../../../privacy/privacy.ts";
import { actorOf } from "../../../actor.ts";
import { failed } from "../../../failed.ts";
import { type Call, type Operation, operation } from "../../../operation.ts";
import { wholeNumber } from "../../../params.ts";
import { openRange } from "../../../range.ts";
import { idPath } from "../saved-operations.ts";
import { deletionAnswer, exportAnswer, jobAnswer, presentJob } from "./present-job.ts";
import { deletionForm, personForm, selectionOf } from "./selection-form.ts";

/** Stays below the time after which the server gives up an idle connection. */
const waitMsMax = 20_000;
const pollMs = 50;

const everything = { from: null, to: null };
const needsExport = {
  path: "/api/v1/privacy/exports",
  body: { userId: "nobody" },
  as: "id",
} as const;
const needsDeletion = {
  path: "/api/v1/privacy/deletions",
  body: { userId: "nobody" },
  as: "id",
} as const;

const requestExport = operation({
  method: "POST",
  paths: ["/api/v1/privacy/exports"],
  dialect: "platform",
  scope: "admin",
  summary: "Export everything about a person",
  description:
    "A job makes a zip of NDJSON: events, sessions, the identities the person was seen under, and dead letters, with a manifest of counts and SHA-256. It can be fetched for seven days.",
  body: personForm,
  answer: { status: 202, description: "The job.", schema: exportAnswer },
  examples: [{ name: "a user", body: { userId: "user123" } }],
  handle: async (call, { body }) => {
    const job = await begin(call, "export", selectionOf(body, everything));
    if (job === null) return failed(call, noSuchProject(call.access.project_id));
    return Response.json(presentExport(job), { status: 202 });
  },
});

const readExport = operation({
  method: "GET",
  paths: ["/api/v1/privacy/exports/:id"],
  dialect: "platform",
  scope: "admin",
  summary: "How far an export is",
  path: idPath,
  answer: { status: 200, description: "The job, and what is in the zip.", schema: exportAnswer },
  errors: ["not_found"],
  examples: [{ name: "an export", needs: needsExport }],
  handle: async (call, { path: { id } }) => {
    const job = await call.services.privacy.job(call.access.project_id, id, "export");
    return job === null ? unknown(call, "export", id) : Response.json(presentExport(job));
  },
});

const downloadExport = operation({
  method: "GET",
  paths: ["/api/v1/privacy/exports/:id/download"],
  dialect: "platform",
  scope: "admin",
  summary: "Fetch an export",
  path: idPath,
  query: z.object({
    waitMs: wholeNumber(0, waitMsMax)
      .optional()
      .default(0)
      .describe("How long to wait for an export that is not finished yet"),
  }),
  answer: { status: 200, description: "The zip.", contentTypes: ["application/zip"] },
  errors: ["not_found"],
  examples: [{ name: "as soon as it is finished", needs: needsExport, query: { waitMs: "20000" } }],
  handle: async (call, { path: { id }, query }) => {
    const zip = await zipWithin(call, id, query.waitMs);
    if (zip === null) return unknown(call, "finished export", id);
    await audit(call, "person.export_fetched", id);
    return new Response(zip, {
      headers: {
        "Content-Type": "application/zip",
        "Content-Disposition": `attachment; filename="${id}.zip"`,
        "Cache-Control": "no-store",
      },
    });
  },
});

const requestDeletion = operation({
  method: "POST",
  paths: ["/api/v1/privacy/deletions"],
  dialect: "platform",
  scope: "admin",
  summary: "Delete a person, or events by property and time",
  description:
    "A job deletes what was received up to now: events, sessions, identities, dead letters, exports, segments of the log and replaced files of the store; counts of the touched days are made anew. What is received later is kept. Answers with a certificate of what was found before and after.",
  body: deletionForm,
  answer: { status: 202, description: "The job.", schema: deletionAnswer },
  examples: [
    { name: "a user", body: { userId: "nobody" } },
    {
      name: "events by property and time",
      body: {
        where: [{ field: "plan", in: ["no such plan"] }],
        startDate: "2024-01-01",
        endDate: "2024-01-31",
      },
    },
  ],
  handle: async (call, { body }) => {
    const range = "where" in body ? openRange({ ...body, timezone: "UTC" }) : openRange({ timezone: "UTC" });
    if (!range.ok) return failed(call, range.error);
    const { from = null, to = null } = range.value;
    const job = await begin(call, "deletion", selectionOf(body, { from, to }));
    if (job === null) return failed(call, noSuchProject(call.access.project_id));
    return Response.json(presentDeletion(job), { status: 202 });
  },
});

const readDeletion = operation({
  method: "GET",
  paths: ["/api/v1/privacy/deletions/:id"],
  dialect: "platform",
  scope: "admin",
  summary: "How far a deletion is, and its certificate",
  path: idPath,
  answer: { status: 200, description: "The job.", schema: deletionAnswer },
  errors: ["not_found"],
  examples: [{ name: "a deletion", needs: needsDeletion }],
  handle: async (call, { path: { id } }) => {
    const job = await call.services.privacy.job(call.access.project_id, id, "deletion");
    return job === null ? unknown(call, "deletion", id) : Response.json(presentDeletion(job));
  },
});

const listJobs = operation({
  method: "GET",
  paths: ["/api/v1/privacy/jobs"],
  dialect: "platform",
  scope: "admin",
  summary: "Exports, deletions and retention runs, the latest first",
  query: z.object({ limit: wholeNumber(1, limits.pageRowsMax).optional().default(100) }),
  answer: { status: 200, description: "Jobs.", schema: z.object({ jobs: z.array(jobAnswer) }) },
  examples: [{ name: "the latest" }],
  handle: async (call, { query }) => {
    const jobs = await call.services.privacy.list(call.access.project_id, query.limit);
    return Response.json({ jobs: jobs.map(presentJob) });
  },
});

export const privacyOperations: readonly Operation[] = [
  requestExport,
  readExport,
  downloadExport,
  requestDeletion,
  readDeletion,
  listJobs,
];

async function begin(
  call: Call,
  kind: PersonKind,
  selection: RequestedSelection,
): Promise<PrivacyJob | null> {
  const job = await call.services.privacy.request(
    call.access.project_id,
    kind,
    selection,
    actorName(actorOf(call)),
  );
  if (job === null) return null;
  await audit(call, kind === "export" ? "person.export_requested" : "person.deletion_requested", job.id);
  return job;
}

async function zipWithin(call: Call, id: string, waitMs: number): Promise<Blob | null> {
  const { privacy } = call.services;
  const project = call.access.project_id;
  for (const until = performance.now() + waitMs; ; await sleep(pollMs)) {
    const zip = await privacy.zip(project, id);
    if (zip !== null || performance.now() >= until) return zip;
    const job = await privacy.job(project, id, "export");
    if (job?.finished_at !== null) return privacy.zip(project, id);
  }
}

/** The trail says that it was done, never to whom. */
function audit(call: Call, action: string, job: string): Promise<void> {
  const project_id = call.access.project_id;
  return call.services.audit.record({ ...byActor(actorOf(call)), project_id, action, target: job });
}

function unknown(call: Call, what: string, id: string): Response {
  return failed(call, failure("not_found", { field: "id", message: `There is no ${what} ${id}.` }));
}

function presentExport(job: PrivacyJob) {
  return { ...presentJob(job), export: job.result };
}

function presentDeletion(job: PrivacyJob) {
  return { ...presentJob(job), certificate: job.result };
}
