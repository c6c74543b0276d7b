import { z } from "zod";
import { emailAddressSchema } from "../../../../access/accounts/email-address.ts";
import type { Invitation } from "../../../../access/accounts/inviting.ts";
import { failure } from "../../../../kernel/errors.ts";
import { visitOf } from "../../../browser-request.ts";
import { failed } from "../../../failed.ts";
import { type Operation, operation } from "../../../operation.ts";
import { invitationPath } from "../../../pages/paths.ts";
import { idPath } from "../saved-operations.ts";
import { roleSchema } from "./members.ts";

const fields = {
  id: z.string(),
  email: z.string(),
  role: roleSchema,
  invitedBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
};
const invitationAnswer = z.object(fields).meta({ id: "Invitation" });

function present({ id, email, role, invited_by, created_at, expires_at }: Invitation) {
  const times = {
    createdAt: new Date(created_at).toISOString(),
    expiresAt: new Date(expires_at).toISOString(),
  };
  return { id, email, role, invitedBy: invited_by, ...times };
}

const example = { email: "grace@example.com", role: "analyst" };

const create = operation({
  method: "POST",
  paths: ["/api/v1/invitations"],
  dialect: "platform",
  scope: "admin",
  about: "organization",
  summary: "Invite somebody into the organization",
  description:
    "No mail is sent: hand the link over yourself. It is shown this once. A newer invitation to the same e-mail takes the older one's place.",
  body: z.object({
    email: emailAddressSchema,
    role: roleSchema,
    expiresInDays: z.number().int().min(1).max(30).default(7),
  }),
  answer: {
    status: 201,
    description: "The invitation, with its link.",
    schema: z.object({ ...fields, link: z.string() }),
  },
  examples: [{ name: "an analyst", body: example }],
  handle: async (call, { body: { email, role, expiresInDays: days } }) => {
    const { address } = visitOf(call.req, call.address, call.services);
    const { inviting } = call.services.accounts;
    const made = await inviting.create(call.access.principal, { email, role, days }, address);
    if (!made.ok) return failed(call, made.error);
    const { invitation, secret } = made.value;
    const link = `${call.services.publicUrl()}${invitationPath}#${secret}`;
    return Response.json(
      { ...present(invitation), link },
      { status: 201, headers: { "Cache-Control": "no-store" } },
    );
  },
});

const list = operation({
  method: "GET",
  paths: ["/api/v1/invitations"],
  dialect: "platform",
  scope: "read",
  about: "organization",
  summary: "Invitations that nobody has accepted yet",
  answer: {
    status: 200,
    description: "The oldest first; expired ones too, until they are withdrawn.",
    schema: z.object({ invitations: z.array(invitationAnswer) }),
  },
  examples: [{ name: "all" }],
  handle: async (call) => {
    const invitations = await call.services.accounts.inviting.list(call.access.principal);
    return Response.json({ invitations: invitations.map(present) });
  },
});

const withdraw = operation({
  method: "DELETE",
  paths: ["/api/v1/invitations/:id"],
  dialect: "platform",
  scope: "admin",
  about: "organization",
  summary: "Withdraw an invitation",
  path: idPath,
  answer: {
    status: 200,
    description: "Its link leads nowhere any more.",
    schema: z.object({ success: z.literal(true) }),
  },
  errors: ["not_found"],
  examples: [{ name: "one", needs: { path: "/api/v1/invitations", body: example, as: "id" } }],
  handle: async (call, { path: { id } }) => {
    const { address } = visitOf(call.req, call.address, call.services);
    const wasThere = await call.services.accounts.inviting.withdraw(call.access.principal, id, address);
    const message = `There is no invitation ${id}.`;
    return wasThere
      ? Response.json({ success: true })
      : failed(call, failure("not_found", { field: "id", message }));
  },
});

export const invitationOperations: readonly Operation[] = [create, list, withdraw];
