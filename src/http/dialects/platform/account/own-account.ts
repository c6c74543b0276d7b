import { z } from "zod";
import { csrfTokenOf } from "../../../../access/accounts/csrf-token.ts";
import { givenPasswordSchema, newPasswordSchema } from "../../../../access/accounts/password.ts";
import type { SignIn } from "../../../../access/accounts/signing-in.ts";
import { permissionsOfRole } from "../../../../access/principal.ts";
import { failure } from "../../../../kernel/errors.ts";
import { visitOf } from "../../../browser-request.ts";
import { failed } from "../../../failed.ts";
import { type Call, type Operation, type Scope, operation } from "../../../operation.ts";
import { readSignInSecret } from "../../../sign-in-cookie.ts";
import { idPath } from "../saved-operations.ts";
import { currentSignIn } from "./current-sign-in.ts";
import { personName } from "./sign-in.ts";

/** Whoever has signed in may do this, in whatever role, and only to their own account. */
const own: {
  readonly dialect: "platform";
  readonly scope: Scope;
  readonly about: "organization";
  readonly isForPeople: true;
} = { dialect: "platform", scope: "read", about: "organization", isForPeople: true };

const role = z.enum(Object.keys(permissionsOfRole) as [string, ...string[]]);

const accountAnswer = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  hasPassword: z.boolean().describe("False: signs in with a provider only"),
  organizationId: z.string().describe("The organization of this sign-in"),
  role,
  permissions: z.array(z.string()),
  organizations: z.array(z.object({ id: z.string(), name: z.string(), role })),
  csrfToken: z.string().describe("To be sent as `X-CSRF-Token` with everything that changes something"),
});

const read = operation({
  ...own,
  method: "GET",
  paths: ["/api/v1/account"],
  summary: "The account that is signed in",
  answer: { status: 200, description: "Account, role and organizations.", schema: accountAnswer },
  examples: [{ name: "mine" }],
  handle: async (call) => {
    const { principal } = call.access;
    const { account, memberships } = await call.services.accounts.own.read(principal);
    return Response.json(
      {
        id: account.id,
        email: account.email,
        name: account.name,
        hasPassword: account.password_hash !== null,
        organizationId: principal.organization_id,
        role: principal.role,
        permissions: [...principal.permissions],
        organizations: memberships.map(({ organization_id, organization_name, role: ofMember }) => ({
          id: organization_id,
          name: organization_name,
          role: ofMember,
        })),
        csrfToken: csrfTokenOf(readSignInSecret(call.req, call.services) ?? ""),
      },
      noStore,
    );
  },
});

const noStore = { headers: { "Cache-Control": "no-store" } };
const done = { status: 200, description: "Done.", schema: z.object({ success: z.literal(true) }) };
const success = () => Response.json({ success: true });

const rename = operation({
  ...own,
  method: "PATCH",
  paths: ["/api/v1/account"],
  summary: "Change the name of one's own account",
  body: z.object({ name: personName.min(1) }),
  answer: done,
  examples: [{ name: "a name", body: { name: "Ada Lovelace" } }],
  handle: async (call, { body }) => {
    await call.services.accounts.own.rename(call.access.principal, body.name, addressOf(call));
    return success();
  },
});

const changePassword = operation({
  ...own,
  method: "POST",
  paths: ["/api/v1/account/password"],
  summary: "Change one's own password",
  description: "Signs out of every other browser.",
  body: z.object({ currentPassword: givenPasswordSchema, newPassword: newPasswordSchema }),
  answer: done,
  errors: ["conflict", "rate_limited"],
  examples: [
    {
      name: "a new one",
      body: {
        currentPassword: "correct horse battery staple",
        newPassword: "correct horse battery staple",
      },
    },
  ],
  handle: async (call, { body }) => {
    const current = await currentSignIn(call);
    if (current === null) return failed(call, failure("unauthorized"));
    const { principal } = call.access;
    const given = { ...body, keptSignInId: current.id };
    const changed = await call.services.accounts.own.changePassword(principal, given, addressOf(call));
    return changed.ok ? success() : failed(call, changed.error);
  },
});

const enter = operation({
  ...own,
  method: "PUT",
  paths: ["/api/v1/account/organization"],
  summary: "Go on in another organization of one's own",
  body: z.object({ organizationId: z.string().min(1).max(64) }),
  answer: done,
  errors: ["not_found"],
  examples: [{ name: "the default one", body: { organizationId: "default" } }],
  handle: async (call, { body: { organizationId } }) => {
    const current = await currentSignIn(call);
    const { own: account } = call.services.accounts;
    const isMember =
      current !== null && (await account.enter(call.access.principal, current.id, organizationId));
    const message = `You belong to no organization ${organizationId}.`;
    return isMember ? success() : failed(call, failure("not_found", { field: "organizationId", message }));
  },
});

const signInAnswer = z.object({
  id: z.string(),
  client: z.string().describe("What the browser is"),
  isCurrent: z.boolean(),
  createdAt: z.iso.datetime(),
  seenAt: z.iso.datetime().describe("To the minute"),
  expiresAt: z.iso.datetime(),
});

const listSignIns = operation({
  ...own,
  method: "GET",
  paths: ["/api/v1/account/sign-ins"],
  summary: "The browsers in which one is signed in",
  answer: {
    status: 200,
    description: "The latest seen first.",
    schema: z.object({ signIns: z.array(signInAnswer) }),
  },
  examples: [{ name: "mine" }],
  handle: async (call) => {
    const [current, all] = await Promise.all([
      currentSignIn(call),
      call.services.accounts.signingIn.list(call.access.principal.id),
    ]);
    return Response.json({ signIns: all.map((one) => presentSignIn(one, current?.id)) }, noStore);
  },
});

function presentSignIn(
  { id, client, created_at, seen_at, expires_at }: SignIn,
  currentId: string | undefined,
): z.infer<typeof signInAnswer> {
  return {
    id,
    client,
    isCurrent: id === currentId,
    createdAt: new Date(created_at).toISOString(),
    seenAt: new Date(seen_at).toISOString(),
    expiresAt: new Date(expires_at).toISOString(),
  };
}

const endSignIn = operation({
  ...own,
  method: "DELETE",
  paths: ["/api/v1/account/sign-ins/:id"],
  summary: "Sign out of one of one's browsers",
  path: idPath,
  answer: done,
  errors: ["not_found"],
  examples: [{ name: "one", path: { id: "sig_of_the_list" }, fails: "not_found" }],
  handle: async (call, { path: { id } }) => {
    const isGone = await call.services.accounts.signingIn.end(call.access.principal, id, addressOf(call));
    const message = `There is no sign-in ${id}.`;
    return isGone ? success() : failed(call, failure("not_found", { field: "id", message }));
  },
});

function addressOf(call: Call): string {
  return visitOf(call.req, call.address, call.services).address;
}

export const ownAccountOperations: readonly Operation[] = [
  read,
  rename,
  changePassword,
  enter,
  listSignIns,
  endSignIn,
];
