import type { Credential } from "../access/access.ts";
import type { ProjectId } from "../kernel/ids.ts";

/** What the request brings to say who sends it; the headers go before the URL, which only senders of events may use. */
export function readCredential(req: Request, mayUseUrl: boolean): Credential | null {
  const { headers } = req;
  const key = headers.get("x-api-key") ?? headers.get("apikey") ?? bearerOf(headers.get("authorization"));
  if (key !== null && key !== "") return { kind: "key", text: key, isInUrl: false };
  const inUrl = mayUseUrl ? (queryValue(req.url, "key") ?? queryValue(req.url, "api_key")) : null;
  return inUrl === null || inUrl === "" ? null : { kind: "key", text: inUrl, isInUrl: true };
}

/** Null unless the request names one. */
export function readProjectChoice(req: Request): ProjectId | null {
  return req.headers.get("x-project-id") ?? queryValue(req.url, "project");
}

/** Other schemes are for somebody else on the way, such as a proxy that asks for a password. */
function bearerOf(authorization: string | null): string | null {
  if (authorization === null) return null;
  const match = /^bearer +(\S+) *$/i.exec(authorization);
  return match === null ? null : match[1]!;
}

/** Most URLs have no query; then nothing is parsed. */
function queryValue(url: string, name: string): string | null {
  const start = url.indexOf("?");
  if (start < 0 || !url.includes(`${name}=`, start)) return null;
  return new URLSearchParams(url.slice(start + 1)).get(name);
}
