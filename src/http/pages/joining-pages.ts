import { html } from "hono/html";
import { emailAddressSchema } from "../../access/accounts/email-address.ts";
import { givenPasswordSchema, newPasswordSchema } from "../../access/accounts/password.ts";
import type { SignedIn } from "../../access/accounts/signing-in.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import { limits } from "../../kernel/limits.ts";
import type { Result } from "../../kernel/result.ts";
import type { Services } from "../services.ts";
import { signInCookie } from "../sign-in-cookie.ts";
import { readForm, statusOf } from "./form.ts";
import { fieldOf, linkTokenField, pageResponse, problemNote, redirectTo } from "./layout.ts";
import { accountPath, invitationPath, ownerPath } from "./paths.ts";
import { type PageContext, visitorOf } from "./visitor.ts";

/** The two pages to which links lead: they show who may join only after the form has brought the link's secret. */
export function ownerPage(problem?: Failure, given = new URLSearchParams()): Promise<Response> {
  return pageResponse({
    title: "Create the owner",
    hasLinkToken: true,
    ...(problem === undefined ? {} : { status: statusOf(problem) }),
    content: html`${problemNote(problem?.message)}
      <p>This installation has no owner yet. The owner invites everybody else.</p>
      <form method="post" action="${ownerPath}">
        ${linkTokenField(given.get("token") ?? "")} ${emailField(given)} ${nameField(given)}
        ${newPasswordField}
        <button type="submit">Create the owner</button>
      </form>`,
  });
}

export async function takeOwner(c: PageContext, services: Services): Promise<Response> {
  const form = await readForm(c.req.raw, services);
  if (!form.ok) return ownerPage(form.error);
  const email = emailAddressSchema.safeParse(form.value.get("email") ?? "");
  if (!email.success) return ownerPage(wrong("email", "The e-mail address is not valid."), form.value);
  const password = newPasswordSchema.safeParse(form.value.get("password") ?? "");
  if (!password.success) return ownerPage(wrong("password", passwordRule), form.value);
  const claim = { ...tokenAndName(form.value), email: email.data, password: password.data };
  const made = await services.accounts.firstOwner.claim(claim, visitorOf(c, services));
  return made.ok ? signedIn(c, services, made.value) : ownerPage(made.error, form.value);
}

export function invitationPage(problem?: Failure, given = new URLSearchParams()): Promise<Response> {
  return pageResponse({
    title: "Accept the invitation",
    hasLinkToken: true,
    ...(problem === undefined ? {} : { status: statusOf(problem) }),
    content: html`${problemNote(problem?.message)}
      <p>Choose a password. If your e-mail has an account here already, give the one it has.</p>
      <form method="post" action="${invitationPath}">
        ${linkTokenField(given.get("token") ?? "")} ${nameField(given)} ${newPasswordField}
        <button type="submit">Join</button>
      </form>`,
  });
}

export async function takeInvitation(c: PageContext, services: Services): Promise<Response> {
  const form = await readForm(c.req.raw, services);
  if (!form.ok) return invitationPage(form.error);
  const password = givenPasswordSchema.safeParse(form.value.get("password") ?? "");
  if (!password.success) return invitationPage(wrong("password", passwordRule), form.value);
  const acceptance = { ...tokenAndName(form.value), password: password.data };
  const joined: Result<SignedIn, Failure> = await services.accounts.inviting.accept(
    acceptance,
    visitorOf(c, services),
  );
  return joined.ok ? signedIn(c, services, joined.value) : invitationPage(joined.error, form.value);
}

function signedIn(c: PageContext, services: Services, { secret }: SignedIn): Response {
  return redirectTo(accountPath, [["Set-Cookie", signInCookie(secret, c.req.raw, services)]]);
}

function tokenAndName(form: URLSearchParams): { token: string; name: string } {
  const name = (form.get("name") ?? "").trim().slice(0, limits.eventNameCharsMax);
  return { token: (form.get("token") ?? "").trim(), name };
}

function wrong(field: string, message: string): Failure {
  return failure("invalid_field", { field, message });
}

function emailField(given: URLSearchParams) {
  return fieldOf({
    name: "email",
    label: "E-mail",
    type: "email",
    autocomplete: "username",
    value: given.get("email") ?? "",
    maxlength: 254,
  });
}

function nameField(given: URLSearchParams) {
  return fieldOf({
    name: "name",
    label: "Name",
    type: "text",
    autocomplete: "name",
    value: given.get("name") ?? "",
    required: false,
    maxlength: limits.eventNameCharsMax,
  });
}

const passwordRule = `The password must have ${limits.passwordCharsMin} to ${limits.passwordCharsMax} characters.`;

const newPasswordField = fieldOf({
  name: "password",
  label: "Password",
  type: "password",
  autocomplete: "new-password",
  hint: `At least ${limits.passwordCharsMin} characters; several words are good.`,
  minlength: limits.passwordCharsMin,
  maxlength: limits.passwordCharsMax,
});
