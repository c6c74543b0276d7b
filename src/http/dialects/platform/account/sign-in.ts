import { z } from "zod";
import { csrfTokenOf } from "../../../../access/accounts/csrf-token.ts";
import { emailAddressSchema } from "../../../../access/accounts/email-address.ts";
import { givenPasswordSchema, newPasswordSchema } from "../../../../access/accounts/password.ts";
import type { SignedIn } from "../../../../access/accounts/signing-in.ts";
import { type Failure, failure } from "../../../../kernel/errors.ts";
import { limits } from "../../../../kernel/limits.ts";
import type { Result } from "../../../../kernel/result.ts";
import { comesFromOtherSite, visitOf } from "../../../browser-request.ts";
import { failed } from "../../../failed.ts";
import { type Call, type Operation, operation } from "../../../operation.ts";
import { noSignInCookie, signInCookie } from "../../../sign-in-cookie.ts";
import { currentSignIn } from "./current-sign-in.ts";

const signedIn = z
  .object({
    accountId: z.string(),
    email: z.string(),
    name: z.string(),
    csrfToken: z.string().describe("To be sent as `X-CSRF-Token` with everything that changes something"),
  })
  .meta({ id: "SignedIn" });

export const personName = z.string().trim().max(limits.eventNameCharsMax);
const token = z.string().min(1).max(100).describe("What follows the `#` in the link");

/** Sets the cookie; the answer says what a page needs besides. */
async function answerSignIn(
  call: Call,
  status: number,
  begin: () => Promise<Result<SignedIn, Failure>>,
): Promise<Response> {
  // Another site must not be able to sign somebody in, as somebody else, behind their back.
  if (comesFromOtherSite(call.req, call.services)) return failed(call, otherSite);
  const begun = await begin();
  if (!begun.ok) return failed(call, begun.error);
  const { secret, account } = begun.value;
  const answer: z.infer<typeof signedIn> = {
    accountId: account.id,
    email: account.email,
    name: account.name,
    csrfToken: csrfTokenOf(secret),
  };
  const headers = {
    "Set-Cookie": signInCookie(secret, call.req, call.services),
    "Cache-Control": "no-store",
  };
  return Response.json(answer, { status, headers });
}

const otherSite = failure("forbidden", { message: "Sign in from a page of this server." });

function visit(call: Call) {
  return visitOf(call.req, call.address, call.services);
}

const signIn = operation({
  method: "POST",
  paths: ["/api/v1/account/sign-in"],
  dialect: "platform",
  scope: "public",
  summary: "Sign in with e-mail and password",
  description: "Sets an HttpOnly cookie. Guessing is slowed down by account and by address.",
  body: z.object({ email: emailAddressSchema, password: givenPasswordSchema }),
  answer: { status: 200, description: "Signed in.", schema: signedIn },
  errors: ["unauthorized", "forbidden", "rate_limited"],
  examples: [
    {
      name: "with a password",
      body: { email: "ada@example.com", password: "correct horse battery staple" },
    },
  ],
  handle: (call, { body }) =>
    answerSignIn(call, 200, () =>
      call.services.accounts.signingIn.withPassword(body.email, body.password, visit(call)),
    ),
});

const claim = operation({
  method: "POST",
  paths: ["/api/v1/account/owner"],
  dialect: "platform",
  scope: "public",
  summary: "Create the first owner, by the link that the start has printed",
  body: z.object({
    token,
    email: emailAddressSchema,
    name: personName.default(""),
    password: newPasswordSchema,
  }),
  answer: { status: 201, description: "The owner is made and signed in.", schema: signedIn },
  errors: ["forbidden", "not_found", "conflict", "rate_limited"],
  examples: [
    {
      name: "the first owner",
      fails: "not_found",
      body: {
        token: "the-code-of-the-link",
        email: "ada@example.com",
        name: "Ada",
        password: "correct horse battery staple",
      },
    },
  ],
  handle: (call, { body }) =>
    answerSignIn(call, 201, () => call.services.accounts.firstOwner.claim(body, visit(call))),
});

const accept = operation({
  method: "POST",
  paths: ["/api/v1/invitations/accept"],
  dialect: "platform",
  scope: "public",
  summary: "Accept an invitation",
  description:
    "Makes an account with the invited e-mail; if it has one already, `password` is that account's.",
  body: z.object({ token, name: personName.default(""), password: givenPasswordSchema }),
  answer: { status: 201, description: "Joined and signed in.", schema: signedIn },
  errors: ["unauthorized", "forbidden", "not_found", "rate_limited"],
  examples: [
    {
      name: "a new account",
      fails: "not_found",
      body: { token: "the-code-of-the-link", name: "Grace", password: "correct horse battery staple" },
    },
  ],
  handle: (call, { body }) =>
    answerSignIn(call, 201, () => call.services.accounts.inviting.accept(body, visit(call))),
});

const done = z.object({ success: z.literal(true) });

const signOut = operation({
  method: "POST",
  paths: ["/api/v1/account/sign-out"],
  dialect: "platform",
  scope: "read",
  about: "organization",
  isForPeople: true,
  summary: "Sign out of this browser",
  answer: { status: 200, description: "Signed out.", schema: done },
  examples: [{ name: "sign out" }],
  handle: async (call) => {
    const { principal } = call.access;
    const current = await currentSignIn(call);
    if (current !== null)
      await call.services.accounts.signingIn.end(principal, current.id, visit(call).address);
    return signedOut(call);
  },
});

const signOutEverywhere = operation({
  method: "POST",
  paths: ["/api/v1/account/sign-out-everywhere"],
  dialect: "platform",
  scope: "read",
  about: "organization",
  isForPeople: true,
  summary: "Sign out of every browser, this one too",
  answer: { status: 200, description: "Signed out everywhere.", schema: done },
  examples: [{ name: "everywhere" }],
  handle: async (call) => {
    await call.services.accounts.signingIn.endAll(call.access.principal, null, visit(call).address);
    return signedOut(call);
  },
});

function signedOut(call: Call): Response {
  const headers = { "Set-Cookie": noSignInCookie(call.req, call.services) };
  return Response.json({ success: true }, { headers });
}

export const signInOperations: readonly Operation[] = [signIn, claim, accept, signOut, signOutEverywhere];
