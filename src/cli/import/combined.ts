import { type AccessLine, parseAccessLine } from "./access-line.ts";
import { type ParsedLine, rejected } from "./parsed-line.ts";

/**
 * A line of an access log as an event: every request is a page view of its path, by whom its address
 * and user agent tell. `pagesOnly` leaves out what no person looked at as a page.
 */
export function combinedParser(options: { readonly pagesOnly: boolean }): (line: string) => ParsedLine {
  return (line) => {
    const access = parseAccessLine(line);
    if (access === null) return rejected("unreadable line: not in Combined Log Format");
    const request = parseRequest(access.request);
    if (options.pagesOnly && !isPage(access, request)) return { kind: "skipped" };
    return {
      kind: "event",
      draft: { ...fieldsOf(access, request), properties: propertiesOf(access, request) },
    };
  };
}

interface HttpRequest {
  readonly method: string;
  /** A path with its query; some clients send a whole URL. */
  readonly target: string;
}

/** Undefined for what is none, such as the bytes of a TLS handshake. */
function parseRequest(request: string): HttpRequest | undefined {
  const [, method, target] = versioned.exec(request) ?? unversioned.exec(request) ?? [];
  return method === undefined || target === undefined ? undefined : { method, target };
}

/** `GET /path HTTP/1.1`, and as the first version of HTTP was. */
const versioned = /^([A-Z]{1,20}) (\S(?:.*\S)?) HTTP\/\d(?:\.\d)?$/;
const unversioned = /^([A-Z]{1,20}) (\/.*)$/;

function fieldsOf({ time, host, user, userAgent, referrer }: AccessLine, request: HttpRequest | undefined) {
  return {
    name: "page_view",
    time,
    ...(host === "" ? {} : { ip: host }),
    ...(user === "" ? {} : { user_id: user }),
    ...(userAgent === "" ? {} : { user_agent: userAgent }),
    ...(referrer === "" ? {} : { referrer }),
    ...(request === undefined ? {} : { url: request.target }),
  };
}

function propertiesOf({ status, bytes, request: text }: AccessLine, request: HttpRequest | undefined) {
  return {
    ...(request === undefined ? { request: text.slice(0, oddRequestCharsMax) } : { method: request.method }),
    ...(status === null ? {} : { status }),
    ...(bytes === null ? {} : { bytes }),
  };
}

/** Enough to see what it was. */
const oddRequestCharsMax = 200;

function isPage({ status }: AccessLine, request: HttpRequest | undefined): boolean {
  if (request?.method !== "GET" || status === null || status < 200 || status >= 400) return false;
  const path = request.target.split(/[?#]/, 1)[0]!;
  return !assets.has(/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "");
}

/** What pages load besides themselves. Documents and archives that a person asks for are not among them. */
const assets: ReadonlySet<string> = new Set(
  "avif bmp css cur eot gif ico jpeg jpg js json map mjs mp3 mp4 ogg otf png svg ttf txt wasm webm webmanifest webp woff woff2 xml".split(
    " ",
  ),
);
