import { html } from "hono/html";
import { csrfTokenOf, isCsrfTokenOf } from "../../access/accounts/csrf-token.ts";
import { limits } from "../../kernel/limits.ts";
import type { Services } from "../services.ts";
import { noSignInCookie, readSignInSecret } from "../sign-in-cookie.ts";
import { readForm } from "./form.ts";
import { pageResponse, redirectTo } from "./layout.ts";
import { signInPath, signOutPath } from "./paths.ts";
import { type PageContext, visitorOf } from "./visitor.ts";

/** Who is signed in, and the way out. */
export async function showAccount(c: PageContext, services: Services): Promise<Response> {
  const { signingIn, own } = services.accounts;
  const secret = readSignInSecret(c.req.raw, services);
  const principal = secret === null ? null : await signingIn.principalOf(secret);
  if (secret === null || principal === null) return redirectTo(signInPath);
  const [{ account, memberships }, signIns] = await Promise.all([
    own.read(principal),
    signingIn.list(principal.id),
  ]);
  const organization = memberships.find(
    ({ organization_id }) => organization_id === principal.organization_id,
  );
  const token = csrfTokenOf(secret);
  const browsers = signIns.length === 1 ? "this browser" : `${signIns.length} browsers`;
  return pageResponse({
    title: "You are signed in",
    content: html`<dl>
        <dt>Name</dt>
        <dd>${account.name}</dd>
        <dt>E-mail</dt>
        <dd>${account.email}</dd>
        <dt>Organization</dt>
        <dd>${organization?.organization_name ?? principal.organization_id}</dd>
        <dt>Role</dt>
        <dd>${principal.role ?? ""}</dd>
        <dt>Signed in on</dt>
        <dd>${browsers}</dd>
      </dl>
      ${signOutForm(token, "", "Sign out")} ${signOutForm(token, "everywhere", "Sign out everywhere")}`,
  });
}

function signOutForm(token: string, scope: "" | "everywhere", label: string) {
  return html`<form method="post" action="${signOutPath}">
    <input type="hidden" name="csrf" value="${token}" />
    <input type="hidden" name="scope" value="${scope}" />
    <button type="submit" ${scope === "" ? "" : html` class="quiet"`}>${label}</button>
  </form>`;
}

/** A form of another site, or one without this sign-in's token, signs nobody out. */
export async function takeSignOut(c: PageContext, services: Services): Promise<Response> {
  const { signingIn } = services.accounts;
  const form = await readForm(c.req.raw, services);
  const secret = readSignInSecret(c.req.raw, services);
  const current = secret === null ? null : await signingIn.find(secret);
  const principal = secret === null ? null : await signingIn.principalOf(secret);
  if (secret === null || current === null || principal === null) return redirectTo(signInPath);
  if (!form.ok || !isCsrfTokenOf(secret, (form.value.get("csrf") ?? "").slice(0, limits.idCharsMax)))
    return notMeant();
  const { address } = visitorOf(c, services);
  if (form.value.get("scope") === "everywhere") await signingIn.endAll(principal, null, address);
  else await signingIn.end(principal, current.id, address);
  return redirectTo(signInPath, [["Set-Cookie", noSignInCookie(c.req.raw, services)]]);
}

function notMeant(): Promise<Response> {
  return pageResponse({
    title: "Still signed in",
    status: 403,
    content: html`<p>That came from somewhere else. <a href="/account">Back to your account</a></p>`,
  });
}
