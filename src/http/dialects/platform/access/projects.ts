import { z } from "zod";
import type { KnownProject } from "../../../../access/directory.ts";
import { actorOf } from "../../../actor.ts";
import { failed } from "../../../failed.ts";
import { type Example, type Operation, operation } from "../../../operation.ts";
import { deletionAnswer, presentDeletion } from "./project-deletion.ts";

const projectBody = z.strictObject({ name: z.string().trim().min(1).max(200) });

const projectAnswer = z.object({
  id: z.string(),
  name: z.string(),
  orgId: z.string(),
  createdAt: z.iso.datetime(),
  sampledSince: z.iso
    .datetime()
    .nullable()
    .describe(
      "When it first kept less than all of its events, so that its numbers are estimates; null: never",
    ),
});

/** Of the project that the path names. */
export const projectPath = z.object({ id: z.string().min(1).max(64) });

const body = { name: "Shop" };
const needed: Omit<Example, "name"> = { needs: { path: "/api/v1/projects", body, as: "id" } };

const create = operation({
  method: "POST",
  paths: ["/api/v1/projects"],
  dialect: "platform",
  scope: "admin",
  about: "projects",
  summary: "Make a project",
  body: projectBody,
  answer: { status: 201, description: "The project, with its id.", schema: projectAnswer },
  errors: ["conflict"],
  examples: [{ name: "project", body }],
  handle: async (call, { body: { name } }) => {
    const made = await call.services.projects.create(actorOf(call), name);
    if (!made.ok) return failed(call, made.error);
    const headers = { Location: `/api/v1/projects/${made.value.id}` };
    return Response.json(present(made.value), { status: 201, headers });
  },
});

const list = operation({
  method: "GET",
  paths: ["/api/v1/projects"],
  dialect: "platform",
  scope: "read",
  about: "projects",
  summary: "The projects that may be chosen",
  answer: {
    status: 200,
    description: "The oldest first.",
    schema: z.object({ projects: projectAnswer.array() }),
  },
  examples: [{ name: "all" }],
  handle: (call) => Response.json({ projects: call.services.projects.list(actorOf(call)).map(present) }),
});

const read = operation({
  method: "GET",
  paths: ["/api/v1/projects/:id"],
  dialect: "platform",
  scope: "read",
  about: "projects",
  summary: "One project",
  path: projectPath,
  answer: { status: 200, description: "The project.", schema: projectAnswer },
  examples: [{ name: "the default one", path: { id: "default" } }],
  handle: (call, { path: { id } }) => {
    const project = call.services.projects.get(actorOf(call), id);
    return project.ok ? Response.json(present(project.value)) : failed(call, project.error);
  },
});

const rename = operation({
  method: "PATCH",
  paths: ["/api/v1/projects/:id"],
  dialect: "platform",
  scope: "admin",
  about: "projects",
  summary: "Rename a project",
  path: projectPath,
  body: projectBody,
  answer: { status: 200, description: "The project as it is now.", schema: projectAnswer },
  examples: [{ name: "rename", ...needed, body: { name: "Shop, Berlin" } }],
  handle: async (call, { path: { id }, body: { name } }) => {
    const renamed = await call.services.projects.rename(actorOf(call), id, name);
    return renamed.ok ? Response.json(present(renamed.value)) : failed(call, renamed.error);
  },
});

const remove = operation({
  method: "DELETE",
  paths: ["/api/v1/projects/:id"],
  dialect: "platform",
  scope: "admin",
  about: "projects",
  summary: "Delete a project",
  description:
    "Its keys stop working, and neither it nor anything of it is found any more. Its id is never given again. Jobs erase what was stored of it: see `GET /api/v1/projects/{id}/deletion`.",
  path: projectPath,
  answer: {
    status: 200,
    description: "It is gone, and its data is being erased.",
    schema: z.object({
      success: z.literal(true),
      deletion: z.string().describe("The path that tells how far the erasing of its data is"),
    }),
  },
  errors: ["conflict"],
  examples: [{ name: "project", ...needed }],
  handle: async (call, { path: { id } }) => {
    const deleted = await call.services.projects.delete(actorOf(call), id);
    if (!deleted.ok) return failed(call, deleted.error);
    call.services.privacy.projectWasDeleted();
    return Response.json({ success: true, deletion: `/api/v1/projects/${id}/deletion` });
  },
});

const deletion = operation({
  method: "GET",
  paths: ["/api/v1/projects/:id/deletion"],
  dialect: "platform",
  scope: "admin",
  about: "projects",
  summary: "How far the erasing of a deleted project's data is",
  description:
    "Each server that shares the catalog erases what it holds: rows of the event store, the log, refused rows, exports, and what the project owned in the catalog. For who may use every project of the organization.",
  path: projectPath,
  answer: {
    status: 200,
    description: "Its jobs, and what was found before and after.",
    schema: deletionAnswer,
  },
  errors: ["not_found"],
  examples: [{ name: "of a project that is still there", ...needed, fails: "not_found" }],
  handle: async (call, { path: { id } }) => {
    const project = await call.services.projects.deleted(actorOf(call), id);
    if (!project.ok) return failed(call, project.error);
    const jobs = await call.services.privacy.ofDeletedProject(id);
    return Response.json(presentDeletion(project.value, jobs));
  },
});

export const projectOperations: readonly Operation[] = [create, list, read, rename, remove, deletion];

function present({ id, name, organization_id, created_at, sampled_since }: KnownProject) {
  const createdAt = new Date(created_at).toISOString();
  const sampledSince = sampled_since === null ? null : new Date(sampled_since).toISOString();
  return { id, name, orgId: organization_id, createdAt, sampledSince };
}
