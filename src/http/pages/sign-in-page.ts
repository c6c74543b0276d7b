import { html } from "hono/html";
import { wrongSignIn } from "../../access/accounts/account-failures.ts";
import { emailAddressSchema } from "../../access/accounts/email-address.ts";
import { givenPasswordSchema } from "../../access/accounts/password.ts";
import type { Failure } from "../../kernel/errors.ts";
import { limits } from "../../kernel/limits.ts";
import type { Services } from "../services.ts";
import { readSignInSecret, signInCookie } from "../sign-in-cookie.ts";
import { readForm, statusOf } from "./form.ts";
import { fieldOf, pageResponse, problemNote, redirectTo } from "./layout.ts";
import { accountPath, providerPath, signInPath } from "./paths.ts";
import { type PageContext, visitorOf } from "./visitor.ts";

/** Whoever has signed in already is sent on. */
export async function showSignIn(c: PageContext, services: Services): Promise<Response> {
  const secret = readSignInSecret(c.req.raw, services);
  const current = secret === null ? null : await services.accounts.signingIn.find(secret);
  return current === null ? signInPage(services) : redirectTo(accountPath);
}

export async function takeSignIn(c: PageContext, services: Services): Promise<Response> {
  const form = await readForm(c.req.raw, services);
  if (!form.ok) return signInPage(services, { problem: form.error });
  const given = form.value.get("email") ?? "";
  const email = emailAddressSchema.safeParse(given);
  const password = givenPasswordSchema.safeParse(form.value.get("password") ?? "");
  if (!email.success || !password.success)
    return signInPage(services, { problem: wrongSignIn, email: given });
  const visit = visitorOf(c, services);
  const begun = await services.accounts.signingIn.withPassword(email.data, password.data, visit);
  if (!begun.ok) return signInPage(services, { problem: begun.error, email: given });
  return redirectTo(accountPath, [["Set-Cookie", signInCookie(begun.value.secret, c.req.raw, services)]]);
}

/** The form, with what went wrong before. */
export function signInPage(
  services: Services,
  { problem, email = "" }: { problem?: Failure; email?: string } = {},
): Promise<Response> {
  const provider =
    services.accounts.provider === null
      ? ""
      : html`<p class="or">or</p>
          <a class="button quiet" href="${providerPath}">Sign in with your organization</a>`;
  const wait = problem?.retryAfterSeconds;
  return pageResponse({
    title: "Sign in",
    ...(problem === undefined ? {} : { status: statusOf(problem) }),
    ...(wait === undefined ? {} : { headers: [["Retry-After", String(wait)]] as const }),
    content: html`${problemNote(problem?.message)}
      <form method="post" action="${signInPath}">
        ${fieldOf({
          name: "email",
          label: "E-mail",
          type: "email",
          autocomplete: "username",
          value: email.slice(0, 300),
          maxlength: 254,
        })}
        ${fieldOf({
          name: "password",
          label: "Password",
          type: "password",
          autocomplete: "current-password",
          maxlength: limits.passwordCharsMax,
        })}
        <button type="submit">Sign in</button>
      </form>
      ${provider}`,
  });
}
