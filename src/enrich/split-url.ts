export interface UrlParts {
  /** Lower case, without user, port, final dot and `www.`; empty for a mere path. */
  readonly host: string;
  /** Without query and fragment. `/` for a URL that has a host and no path. */
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
}

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const endOfHost = /[/?#\\]/;
const plainHost = /^[a-z0-9._-]+$/;

/** Whether the text is a URL with a host, such as `https://…` or `android-app://…`. */
export function isAbsoluteUrl(text: string): boolean {
  return scheme.test(text);
}

/**
 * Takes a URL or a path apart. Not `new URL`: that costs more than everything else here together,
 * refuses what senders really send, and knows no paths alone. What is odd about a host (an
 * international name, a bracketed address) is left to it.
 */
export function splitUrl(text: string): UrlParts {
  const start = scheme.exec(text);
  if (start === null) return { host: "", ...splitPath(text) };
  const afterScheme = text.slice(start[0].length);
  const hostEnd = afterScheme.search(endOfHost);
  if (hostEnd < 0) return { host: normalHost(afterScheme), path: "/", query: "" };
  const { path, query } = splitPath(afterScheme.slice(hostEnd));
  return { host: normalHost(afterScheme.slice(0, hostEnd)), path: path || "/", query };
}

function splitPath(text: string): { path: string; query: string } {
  const hash = text.indexOf("#");
  const whole = hash < 0 ? text : text.slice(0, hash);
  const mark = whole.indexOf("?");
  if (mark < 0) return { path: whole, query: "" };
  return { path: whole.slice(0, mark), query: whole.slice(mark) };
}

/** The host of an authority such as `user@www.Example.com:8080`; empty if it is none. */
export function normalHost(authority: string): string {
  const plain = plainHost.test(authority) ? authority : parsedHost(authority);
  const bare = plain.startsWith("www.") ? plain.slice(4) : plain;
  return bare.endsWith(".") ? bare.slice(0, -1) : bare;
}

function parsedHost(authority: string): string {
  return URL.parse(`http://${authority}`)?.hostname ?? "";
}
