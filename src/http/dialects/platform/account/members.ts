import { z } from "zod";
import type { Member } from "../../../../access/accounts/members.ts";
import { type Role, permissionsOfRole } from "../../../../access/principal.ts";
import { visitOf } from "../../../browser-request.ts";
import { failed } from "../../../failed.ts";
import { type Operation, operation } from "../../../operation.ts";
import { idPath } from "../saved-operations.ts";

export const roleSchema = z
  .enum(Object.keys(permissionsOfRole) as [Role, ...Role[]])
  .describe(
    "`viewer` reads, `analyst` writes too, `admin` and `owner` do everything; only owners rule owners",
  );

const memberAnswer = z
  .object({
    id: z.string().describe("Of the account"),
    email: z.string(),
    name: z.string(),
    role: roleSchema,
    joinedAt: z.iso.datetime(),
  })
  .meta({ id: "Member" });

function present({ account_id, email, name, role, created_at }: Member) {
  return { id: account_id, email, name, role, joinedAt: new Date(created_at).toISOString() };
}

const list = operation({
  method: "GET",
  paths: ["/api/v1/members"],
  dialect: "platform",
  scope: "read",
  about: "organization",
  summary: "The members of the organization",
  answer: {
    status: 200,
    description: "The one who joined first comes first.",
    schema: z.object({ members: z.array(memberAnswer) }),
  },
  examples: [{ name: "all" }],
  handle: async (call) => {
    const members = await call.services.accounts.members.list(call.access.principal);
    return Response.json({ members: members.map(present) });
  },
});

const changeRole = operation({
  method: "PATCH",
  paths: ["/api/v1/members/:id"],
  dialect: "platform",
  scope: "admin",
  about: "organization",
  summary: "Change a member's role",
  description: "The last owner stays one.",
  path: idPath,
  body: z.object({ role: roleSchema }),
  answer: { status: 200, description: "The member as it is now.", schema: memberAnswer },
  errors: ["not_found", "conflict"],
  examples: [
    { name: "to admin", path: { id: "acc_of_the_list" }, body: { role: "admin" }, fails: "not_found" },
  ],
  handle: async (call, { path: { id }, body: { role } }) => {
    const { address } = visitOf(call.req, call.address, call.services);
    const { members } = call.services.accounts;
    const changed = await members.changeRole(call.access.principal, id, role, address);
    return changed.ok ? Response.json(present(changed.value)) : failed(call, changed.error);
  },
});

const remove = operation({
  method: "DELETE",
  paths: ["/api/v1/members/:id"],
  dialect: "platform",
  scope: "admin",
  about: "organization",
  summary: "Remove a member from the organization",
  description: "Ends the member's sign-ins to it. The last owner cannot be removed.",
  path: idPath,
  answer: {
    status: 200,
    description: "No member any more.",
    schema: z.object({ success: z.literal(true) }),
  },
  errors: ["not_found", "conflict"],
  examples: [{ name: "one", path: { id: "acc_of_the_list" }, fails: "not_found" }],
  handle: async (call, { path: { id } }) => {
    const { address } = visitOf(call.req, call.address, call.services);
    const removed = await call.services.accounts.members.remove(call.access.principal, id, address);
    return removed.ok ? Response.json({ success: true }) : failed(call, removed.error);
  },
});

export const memberOperations: readonly Operation[] = [list, changeRole, remove];
