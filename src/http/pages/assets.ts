import type { Hono } from "hono";
import type { ServerBindings } from "../call.ts";

/** The style and the one small script of the pages; files of their own, because the pages' policy allows nothing inline. */
export function mountPageAssets(app: Hono<{ Bindings: ServerBindings }>): void {
  app.get("/assets/pages.css", () => asset(style, "text/css"));
  app.get("/assets/link-token.js", () => asset(linkTokenScript, "text/javascript"));
}

function asset(text: string, type: string): Response {
  return new Response(text, {
    headers: { "Content-Type": `${type}; charset=utf-8`, "Cache-Control": "public, max-age=3600" },
  });
}

/** The secret of a link stands after the # so that it is sent to no server and into no log before the form is. */
const linkTokenScript = `const field = document.querySelector("[data-link-token]");
const token = location.hash.slice(1);
const input = field && field.querySelector("input");
if (input && token) {
  input.value = token;
  history.replaceState(null, "", location.pathname);
}
if (input && input.value) field.hidden = true;
`;

const style = `:root {
  --ground: #f3f6f8; --card: #fff; --ink: #12232e; --soft: #51636f; --line: #74889a;
  --accent: #0b6477; --accent-ink: #fff; --problem: #9d1c1c; --problem-ground: #fdeeee;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0c161c; --card: #14222b; --ink: #e6eef2; --soft: #9fb2bd; --line: #6f8799;
    --accent: #4cc3d9; --accent-ink: #06222a; --problem: #ffb4b4; --problem-ground: #3a1a1c;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%; max-width: 26rem; padding: 2rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.75rem; box-shadow: 0 1px 3px rgb(0 0 0 / 8%);
}
.brand { display: flex; align-items: center; gap: 0.5rem; margin: 0 0 1.5rem; font-weight: 600; color: var(--accent); }
.wave { width: 1.25rem; height: 0.75rem; border-bottom: 3px solid; border-radius: 0 0 50% 50%; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
.field { margin-bottom: 1rem; }
label { display: block; margin-bottom: 0.25rem; font-weight: 600; }
input {
  width: 100%; padding: 0.625rem 0.75rem; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 0.375rem;
}
.hint { margin: 0.25rem 0 0; font-size: 0.875rem; color: var(--soft); }
button, .button {
  display: block; width: 100%; padding: 0.625rem 1rem; font: inherit; font-weight: 600; text-align: center;
  color: var(--accent-ink); background: var(--accent); border: 1px solid var(--accent); border-radius: 0.375rem;
  cursor: pointer; text-decoration: none;
}
.quiet { color: var(--accent); background: transparent; }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem {
  padding: 0.625rem 0.75rem; color: var(--problem); background: var(--problem-ground);
  border-left: 4px solid; border-radius: 0.25rem;
}
.or { margin: 1rem 0; text-align: center; color: var(--soft); }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; margin: 0 0 1.5rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
form + form { margin-top: 0.75rem; }
`;
