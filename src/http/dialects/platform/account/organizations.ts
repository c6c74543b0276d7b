import { z } from "zod";
import type { Organization } from "../../../../access/organizations.ts";
import { actorOf } from "../../../actor.ts";
import { failed } from "../../../failed.ts";
import { type Operation, operation } from "../../../operation.ts";
import { flagParam } from "../../../params.ts";
import { noSignInCookie } from "../../../sign-in-cookie.ts";
import { idPath } from "../saved-operations.ts";

/*
 * The organizations of whoever asks. None is made here: an installation is one operator's, who hands out
 * organizations at the command line; see docs/access.md.
 */

const organizationAnswer = z
  .object({ id: z.string(), name: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: "Organization" });

function present({ id, name, created_at }: Organization): z.infer<typeof organizationAnswer> {
  return { id, name, createdAt: new Date(created_at).toISOString() };
}

const list = operation({
  method: "GET",
  paths: ["/api/v1/organizations"],
  dialect: "platform",
  scope: "read",
  about: "organization",
  summary: "The organizations that one belongs to",
  answer: {
    status: 200,
    description: "Of a person, the one joined first being first; of a key or token, the one that it is of.",
    schema: z.object({ organizations: z.array(organizationAnswer) }),
  },
  examples: [{ name: "mine" }],
  handle: async (call) => {
    const organizations = await call.services.organizations.of(call.access.principal);
    return Response.json({ organizations: organizations.map(present) });
  },
});

const read = operation({
  method: "GET",
  paths: ["/api/v1/organizations/:id"],
  dialect: "platform",
  scope: "read",
  about: "organization",
  summary: "The organization that the credentials are of",
  path: idPath,
  answer: { status: 200, description: "The organization.", schema: organizationAnswer },
  errors: ["not_found"],
  examples: [{ name: "the default one", path: { id: "default" } }],
  handle: async (call, { path: { id } }) => {
    const organization = await call.services.organizations.get(actorOf(call), id);
    return organization.ok ? Response.json(present(organization.value)) : failed(call, organization.error);
  },
});

const rename = operation({
  method: "PATCH",
  paths: ["/api/v1/organizations/:id"],
  dialect: "platform",
  scope: "admin",
  about: "organization",
  isForPeople: true,
  summary: "Rename one's organization",
  description: "For its owners, signed in to it.",
  path: idPath,
  body: z.strictObject({ name: z.string().trim().min(1).max(200) }),
  answer: { status: 200, description: "The organization as it is now.", schema: organizationAnswer },
  errors: ["not_found"],
  examples: [{ name: "the default one", path: { id: "default" }, body: { name: "Shop Ltd" } }],
  handle: async (call, { path: { id }, body: { name } }) => {
    const renamed = await call.services.organizations.rename(actorOf(call), id, name);
    return renamed.ok ? Response.json(present(renamed.value)) : failed(call, renamed.error);
  },
});

const remove = operation({
  method: "DELETE",
  paths: ["/api/v1/organizations/:id"],
  dialect: "platform",
  scope: "admin",
  about: "organization",
  isForPeople: true,
  summary: "Delete one's organization",
  description:
    "For its owners, signed in to it. Its keys, members, invitations and sign-ins go at once, this one too; accounts stay. The default organization stays, and so does one whose owner is the installation's last.",
  path: idPath,
  query: z.strictObject({
    withProjects: flagParam.describe(
      "Delete its projects and all of their data as well; without it, it must have none",
    ),
  }),
  answer: {
    status: 200,
    description: "It is gone. The data of the projects that went with it is being erased.",
    schema: z.object({ success: z.literal(true), projects: z.array(z.string()) }),
  },
  errors: ["not_found", "conflict"],
  examples: [{ name: "the default one", path: { id: "default" }, fails: "conflict" }],
  handle: async (call, { path: { id }, query: { withProjects } }) => {
    const scope = withProjects ? "with projects" : "only empty";
    const deleted = await call.services.organizations.delete(actorOf(call), id, scope);
    if (!deleted.ok) return failed(call, deleted.error);
    call.services.privacy.projectWasDeleted();
    const headers = { "Set-Cookie": noSignInCookie(call.req, call.services) };
    return Response.json({ success: true, projects: deleted.value }, { headers });
  },
});

export const organizationOperations: readonly Operation[] = [list, read, rename, remove];
