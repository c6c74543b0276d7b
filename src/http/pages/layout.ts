import { html } from "hono/html";
import { pagePolicy } from "../security-headers.ts";

export type Markup = ReturnType<typeof html>;

/** One of the few pages that work without the dashboard: a title, a card, and nothing that needs a script. */
export async function pageResponse(page: Page): Promise<Response> {
  const { status = 200, headers = [] } = page;
  const response = new Response(String(await layout(page)), {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": pagePolicy(),
      // Not `no-referrer`: browsers would then send forms with the origin `null`.
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cache-Control": "no-store",
    },
  });
  for (const [name, value] of headers) response.headers.append(name, value);
  return response;
}

export interface Page {
  readonly title: string;
  readonly content: Markup;
  readonly status?: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Takes the secret of a link out of the address bar and into the form. */
  readonly hasLinkToken?: boolean;
}

export function redirectTo(path: string, headers: Page["headers"] = []): Response {
  const response = new Response(null, {
    status: 303,
    headers: { Location: path, "Cache-Control": "no-store" },
  });
  for (const [name, value] of headers) response.headers.append(name, value);
  return response;
}

/** Read out at once by screen readers. */
export function problemNote(message: string | undefined): Markup | "" {
  return message === undefined ? "" : html`<p class="problem" role="alert">${message}</p>`;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: "email" | "password" | "text";
  readonly autocomplete: string;
  readonly value?: string;
  readonly hint?: string;
  readonly required?: boolean;
  readonly minlength?: number;
  readonly maxlength: number;
}

export function fieldOf(field: Field): Markup {
  const { name, label, type, autocomplete, value = "", hint, required = true, minlength, maxlength } = field;
  const described = hint === undefined ? "" : html` aria-describedby="${name}-hint"`;
  const least = minlength === undefined ? "" : html` minlength="${minlength}"`;
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      value="${value}"
      autocomplete="${autocomplete}"
      maxlength="${maxlength}"
      ${least}${described}${required ? html` required` : ""}
    />
    ${hint === undefined ? "" : html`<p class="hint" id="${name}-hint">${hint}</p>`}
  </div>`;
}

/** Hidden as soon as the script has filled it in from the link. */
export function linkTokenField(value: string): Markup {
  return html`<div class="field" data-link-token>
    <label for="token">Code of the link</label>
    <input
      id="token"
      name="token"
      type="text"
      value="${value}"
      autocomplete="off"
      spellcheck="false"
      maxlength="100"
      required
      aria-describedby="token-hint"
    />
    <p class="hint" id="token-hint">What follows the # in the address you were given.</p>
  </div>`;
}

function layout({ title, content, hasLinkToken = false }: Page): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Tidemark</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/pages.css" />
        ${hasLinkToken ? html`<script src="/assets/link-token.js" defer></script>` : ""}
      </head>
      <body>
        <main>
          <p class="brand"><span aria-hidden="true" class="wave"></span>Tidemark</p>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `;
}
