import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { permissions } from "../../src/access/principal.ts";
import { openApiDocument } from "../../src/http/openapi.ts";
import type { Example, Operation } from "../../src/http/operation.ts";
import { operations } from "../../src/http/server.ts";
import { AccessDesk } from "../harness/access-desk.ts";
import type { RequestHeaders } from "../harness/local-server.ts";
import { createMember, createOwner } from "../harness/people.ts";
import { hasProc, memoryOf } from "../harness/processes.ts";
import { rawRequest } from "../harness/raw-http.ts";
import { ServerProcess } from "../harness/server-process.ts";
import type { TestBrowser } from "../harness/test-browser.ts";

/*
 * What somebody tries who wants in, or wants another customer's data: against a server that is not open, with an owner,
 * a member, keys and tokens. Made from the operations where it can be, so that a new one is attacked too. Broken HTTP
 * and broken events are in http-hostile.test.ts, whose permission ends where in matrix.test.ts.
 */

setDefaultTimeout(60_000);

const secret = "a secret of more than thirty-two bytes";
/** Of the other customer; whoever sees it has broken in. */
const mark = "zq7foreign";

let folder: string;
let server: ServerProcess;
let desk: AccessDesk;
let foreign: { key: string; project: string; organization: string };
let victim: TestBrowser;
let everything: RequestHeaders;
const asked: string[] = [];
/** Of an issuer who tries to send this server on. */
const keySet = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (req) => {
    const { pathname, origin } = new URL(req.url);
    asked.push(pathname);
    return Response.redirect(`${origin}/inside`);
  },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-attacks-"));
  const dataFolder = join(folder, "data");
  server = await ServerProcess.listening({
    dataFolder,
    env: {
      TIDEMARK_OPEN: "no",
      TIDEMARK_READS_PER_MINUTE: "1000000",
      JWT_SECRET: secret,
      JWT_JWKS_URL: `${keySet.url.origin}/keys`,
      TIDEMARK_PRIVATE_HOSTS: keySet.url.host,
    },
  });
  desk = await AccessDesk.open(dataFolder);
  const forAll = { isForAllProjects: true };
  const key = await desk.key("default", permissions, forAll);
  everything = { "X-API-Key": key, "X-Project-Id": "default" };
  foreign = await makeForeign(dataFolder);
  victim = await createMember(await createOwner(await withBanner()), "admin", "victim@example.com");
}, 60_000);

afterAll(async () => {
  await desk.close();
  await server.kill();
  await keySet.stop(true);
  await rm(folder, { recursive: true, force: true });
});

/** Another customer, with an event, a funnel and a key that all bear the mark. */
async function makeForeign(dataFolder: string) {
  const { organizations } = desk.parts;
  const made = await desk.catalog.organizations.create(mark, mark);
  expect((await organizations.list()).length).toBe(2);
  const organization = made.organization.id;
  const project = made.project.id;
  const theirs = await AccessDesk.open(dataFolder, organization);
  const key = await theirs.key(project, permissions, { name: mark });
  await theirs.close();
  const headers = { "X-API-Key": key };
  const event = { eventName: `${mark}_event`, userId: `${mark}-user`, properties: { [mark]: mark } };
  expect((await send("POST", "/api/v1/events", headers, JSON.stringify(event))).status).toBe(202);
  const funnel = { name: mark, steps: [{ eventName: "a" }, { eventName: "b" }] };
  expect((await send("POST", "/api/v1/funnels", headers, JSON.stringify(funnel))).status).toBe(201);
  await send("POST", "/process-events", headers);
  return { key, project, organization };
}

/** The link for the owner is printed just after the server listens. */
async function withBanner() {
  const until = Date.now() + 10_000;
  while (!server.output.includes("/welcome#") && Date.now() < until) await Bun.sleep(20);
  return { url: server.url, banner: () => server.output };
}

interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function send(
  method: string,
  path: string,
  headers: RequestHeaders,
  body: string | Uint8Array | null = null,
): Promise<Got> {
  const response = await fetch(server.url + path, {
    method,
    headers,
    body: body as Bun.BodyInit | null,
    redirect: "manual",
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Once more where it had to wait for others, as a project's two downloads at a time are a limit and no fault. */
async function sendInTurn(...request: Parameters<typeof send>): Promise<Got> {
  for (let round = 0; ; round++) {
    const got = await send(...request);
    if (got.status !== 503 || !got.text.includes("too_many_queries") || round === 50) return got;
    await Bun.sleep(50);
  }
}

/** Many at a time, so that a thousand attacks take seconds. */
async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < all.length) await work(all[next++]!);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

const nameOf = ({ method, paths }: Operation) => `${method} ${paths[0]}`;

/** Whoever may do the most without being the owner. */
function headersFor(operation: Operation): RequestHeaders {
  if (operation.isForPeople !== true) return everything;
  return {
    Cookie: `tidemark=${victim.cookies.get("tidemark")}`,
    "X-CSRF-Token": victim.csrfToken!,
    Origin: server.url,
  };
}

interface Attempt {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: RequestHeaders;
  readonly body: string | null;
}

async function params({ path = {}, needs }: Example): Promise<Record<string, string>> {
  if (needs === undefined) return path;
  const made = await send("POST", needs.path, everything, JSON.stringify(needs.body));
  return { ...path, [needs.as]: (JSON.parse(made.text) as { id: string }).id };
}

function filled(path: string, values: Readonly<Record<string, string>>, query: Record<string, string> = {}) {
  const at = path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent((values[name] ?? "x").toWellFormed()),
  );
  const search = new URLSearchParams(query).toString();
  return search === "" ? at : `${at}?${search}`;
}

describe("injection", () => {
  const product = 9_801_547;
  const payloads = [
    "' OR 1=1 UNION ALL SELECT name, properties FROM events_v1 --",
    `\\") OR project_id != '' SETTINGS max_threads=1 FORMAT JSON; DROP TABLE events_v1; --`,
    `{project_id:String} {{1337*7331}} \${1337*7331} <%= 1337*7331 %> #{1337*7331} {"$ne":null}`,
    "nul\0nul",
    "a\r\nX-Injected: 1\r\n\r\n<script>",
    "\u{1F4A5}\uD800\u202E`",
    "__proto__",
  ];

  test("into every parameter and every text of a body is never a fault, and shows nothing of others", async () => {
    const attempts = (await Promise.all(operations.map((one) => attemptsOn(one)))).flat();
    // What changes settings comes last: afterwards the project may refuse events.
    const last = (one: Attempt) => Number(one.method === "PATCH" || one.path.includes("password"));
    const faults: string[] = [];
    const statuses: Record<number, number> = {};
    await each(
      attempts.toSorted((a, b) => last(a) - last(b)),
      async ({ what, method, path, headers, body }) => {
        const { status, headers: got, text } = await sendInTurn(method, path, headers, body);
        statuses[status] = (statuses[status] ?? 0) + 1;
        const isFault =
          status >= 500 ||
          text.includes(mark) ||
          text.includes(String(product)) ||
          got.has("x-injected") ||
          /DB::Exception|SQLITE_|syntax error at|\bat .*\.ts:\d/.test(text);
        if (isFault) faults.push(`${what}: ${status} ${text.slice(0, 300)}`);
      },
    );
    console.log(`${attempts.length} injections were answered ${JSON.stringify(statuses)}`);
    expect(faults).toEqual([]);
    expect(attempts.length).toBeGreaterThan(3_000);
    expect(statuses[200]).toBeGreaterThan(500);
  });

  test("has left the other customer as they were, and the mark is there to be seen", async () => {
    const headers = { "X-API-Key": foreign.key };
    const { totalEvents } = JSON.parse((await send("GET", "/api/v1/events/summary", headers)).text) as {
      totalEvents: number;
    };
    expect(totalEvents).toBe(1);
    for (const path of ["/events?limit=10", "/api/v1/funnels", "/api/v1/keys", "/api/v1/projects"])
      expect([path, (await send("GET", path, headers)).text.includes(mark)]).toEqual([path, true]);
  });

  async function attemptsOn(operation: Operation): Promise<Attempt[]> {
    const { method, examples, paths, body } = operation;
    const headers = headersFor(operation);
    const [example] = examples;
    const values = await params(example);
    const whole = example.body === undefined ? null : JSON.stringify(example.body);
    const attempts: Attempt[] = [];
    const add = (what: string, path: string, sent: string | null) =>
      attempts.push({ what: `${nameOf(operation)} ${what}`, method, path, headers, body: sent });
    for (const payload of payloads) {
      const shown = JSON.stringify(payload);
      for (const path of paths) {
        for (const [, name = ""] of path.matchAll(/:(\w+)/g))
          add(`${name}=${shown}`, filled(path, { ...values, [name]: payload }, example.query), whole);
      }
      for (const name of queryNames(operation)) {
        const query = { ...example.query, [name]: payload };
        add(`?${name}=${shown}`, filled(paths[0], values, query), whole);
      }
      if (body === undefined) continue;
      // Of the further examples only what the first one has not: other fields, with the quotes.
      for (const [index, one] of examples.entries()) {
        if (index > 0 && !payloads.slice(0, 2).includes(payload)) continue;
        for (const [place, sent] of mutations(one.body, payload, index === 0 ? bodyNames(operation) : []))
          add(`${place}: ${shown}`, filled(paths[0], values, one.query), JSON.stringify(sent));
      }
    }
    return attempts;
  }
});

interface Described {
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: { readonly properties?: object } } };
  };
}

const document = openApiDocument(operations);

function described({ method, paths }: Operation): Described {
  const path = paths[0].replaceAll(/:(\w+)/g, "{$1}");
  return document.paths[path]![method.toLowerCase()] as Described;
}

function queryNames(operation: Operation): string[] {
  return described(operation)
    .parameters.filter((one) => one.in === "query")
    .map(({ name }) => name);
}

function bodyNames(operation: Operation): string[] {
  return Object.keys(described(operation).requestBody?.content["application/json"].schema.properties ?? {});
}

/** The value with the payload in the place of each of its texts, in each key of an object, and in each field of `names`. */
function* mutations(value: unknown, payload: string, names: readonly string[]): Generator<[string, unknown]> {
  yield* replaced(value, payload, "");
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const name of names) {
    if (typeof (value as Record<string, unknown>)[name] !== "string")
      yield [name, { ...value, [name]: payload }];
  }
}

function* replaced(value: unknown, payload: string, at: string): Generator<[string, unknown]> {
  if (typeof value === "string") yield [at, payload];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const [place, changed] of replaced(item, payload, `${at}.${index}`))
        yield [place, value.with(index, changed)];
    }
  } else if (typeof value === "object" && value !== null) {
    yield [`${at}.+`, { ...value, [payload]: payload }];
    for (const [name, item] of Object.entries(value)) {
      for (const [place, changed] of replaced(item, payload, `${at}.${name}`))
        yield [place, { ...value, [name]: changed }];
    }
  }
}

describe("credentials", () => {
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const forged = (header: object, key: string | null, hash = "sha256") => {
    const claims = { exp: Math.floor(Date.now() / 1_000) + 600, permissions: [...permissions] };
    const input = `${base64({ typ: "JWT", ...header })}.${base64(claims)}`;
    const signature = key === null ? "" : createHmac(hash, key).update(input).digest("base64url");
    return `${input}.${signature}`;
  };
  const closed = operations.filter(({ scope }) => scope !== "public");

  test("made up as a token without a signature open no operation", async () => {
    const opened: string[] = [];
    for (const token of [forged({ alg: "none" }, null), forged({ alg: "HS256" }, null)]) {
      await each(closed, async (operation) => {
        const headers = { Authorization: `Bearer ${token}` };
        const { status } = await send(operation.method, filled(operation.paths[0], {}), headers);
        if (status !== 401) opened.push(`${nameOf(operation)}: ${status}`);
      });
    }
    expect(opened).toEqual([]);
    expect(closed.length).toBeGreaterThan(80);
  });

  test("signed otherwise than agreed are none, and the right ones are", async () => {
    const ask = async (token: string) =>
      (await send("GET", "/api/v1/keys", { Authorization: `Bearer ${token}` })).status;
    expect(await ask(forged({ alg: "HS256" }, secret))).toBe(200);
    for (const [header, key, hash] of [
      [{ alg: "NONE" }, null, "sha256"],
      [{ alg: "nOnE" }, secret, "sha256"],
      [{ alg: "HS256" }, "", "sha256"],
      [{ alg: "HS256" }, keySet.url.href, "sha256"],
      [{ alg: "HS512" }, secret, "sha512"],
      [{ alg: "HS384" }, secret, "sha384"],
      [{ alg: ["HS256"] }, secret, "sha256"],
      [{ alg: "HS256", crit: ["b64"], b64: false }, secret, "sha256"],
      [{ alg: "ES384" }, secret, "sha256"],
      [{ alg: "__proto__" }, secret, "sha256"],
      [{ alg: "constructor" }, secret, "sha256"],
    ] as const)
      expect([header, await ask(forged(header, key, hash))]).toEqual([header, 401]);
  });

  test("cannot be guessed by the time that a refusal takes", async () => {
    const { text } = await desk.madeKey("default", ["read"]);
    const guesses = {
      "unknown prefix": `tmk_${"0".repeat(12)}${text.slice(16)}`,
      "wrong from the start": `${text.slice(0, 17)}${text[17] === "0" ? "1" : "0"}${text.slice(18)}`,
      "wrong at the end": `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`,
    };
    const times: Record<string, number[]> = {};
    for (let round = 0; round < 10; round++) {
      for (const [name, guess] of Object.entries(guesses)) {
        const tries = Array.from({ length: 20 }, async () => {
          const startedAt = performance.now();
          expect((await send("GET", "/api/v1/funnels", { "X-API-Key": guess })).status).toBe(401);
          (times[name] ??= []).push(performance.now() - startedAt);
        });
        await Promise.all(tries);
      }
    }
    const [unknown = 0, early = 0, late = 0] = Object.keys(guesses).map((name) => median(times[name]!));
    const ratios = { knownToUnknown: early / unknown, lateToEarly: late / early };
    console.log(`refusals took ${unknown.toFixed(1)}, ${early.toFixed(1)}, ${late.toFixed(1)} ms`, ratios);
    for (const ratio of Object.values(ratios)) {
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.6);
    }
  });

  test("of 15 KB in any header are refused at once, with few words", async () => {
    const long = "k".repeat(15_000);
    const session = headersFor(operations.find(({ isForPeople }) => isForPeople === true)!);
    const cases: readonly RequestHeaders[] = [
      { "X-API-Key": long },
      { apikey: long },
      { Authorization: `Bearer ${long}` },
      { Authorization: `Bearer eyJ.${long.slice(0, 7_000)}.${long.slice(0, 7_000)}` },
      { Cookie: `tidemark=${long}` },
      { ...everything, "X-Project-Id": long },
      { ...everything, "Idempotency-Key": long, "X-Project-Id": "x" },
      { ...session, "X-CSRF-Token": long, "X-Project-Id": "default" },
    ];
    for (const headers of cases) {
      const { status, text } = await send("POST", "/api/v1/funnels", headers, "{}");
      expect([Object.keys(headers), status >= 400 && status < 500, text.length < 1_500]).toEqual([
        Object.keys(headers),
        true,
        true,
      ]);
    }
  });

  test("of a browser change nothing for a page of another site, whichever operation it tries", async () => {
    // The sign-in is good for what comes from a page of ours.
    const mine = headersFor(operations.find(({ isForPeople }) => isForPeople === true)!);
    expect((await send("PATCH", "/api/v1/account", mine, '{"name":"Victim"}')).status).toBe(200);
    const done: string[] = [];
    const changing = closed.filter(({ method }) => method !== "GET");
    const cookie = `tidemark=${victim.cookies.get("tidemark")}`;
    const evil = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };
    const tricks: readonly RequestHeaders[] = [
      { Cookie: cookie },
      { Cookie: cookie, ...evil, "Content-Type": "text/plain" },
      { Cookie: cookie, ...evil, "X-CSRF-Token": victim.csrfToken! },
      { Cookie: cookie, Origin: server.url, "X-HTTP-Method-Override": "GET" },
      { Cookie: cookie, Origin: `${server.url}.evil.example`, "X-CSRF-Token": victim.csrfToken! },
    ];
    for (const headers of tricks) {
      await each(changing, async (operation) => {
        const [example] = operation.examples;
        const body = example.body === undefined ? null : JSON.stringify(example.body);
        const path = filled(operation.paths[0], example.path ?? {}, example.query);
        const { status } = await send(operation.method, path, headers, body);
        if (status !== 403 && !(operation.scope === "ingest" && status === 401))
          done.push(`${nameOf(operation)} with ${Object.keys(headers).join(", ")}: ${status}`);
      });
    }
    expect(done).toEqual([]);
    expect(changing.length).toBeGreaterThan(40);
  });

  test("of one customer cannot be turned to another by naming it somewhere else", async () => {
    const { project, organization } = foreign;
    const planted = {
      project_id: project,
      projectId: project,
      project,
      organization_id: organization,
      organizationId: organization,
      org_id: organization,
      role: "owner",
      isForAllProjects: true,
      kind: "operator",
    };
    const faults: string[] = [];
    for (const operation of closed.filter(({ body }) => body !== undefined)) {
      const { body } = operation.examples[0];
      const sent = Array.isArray(body)
        ? body.map((one: object) => ({ ...one, ...planted }))
        : { ...(body as object), ...planted };
      const path = filled(operation.paths[0], await params(operation.examples[0]));
      const { status, text } = await send(
        operation.method,
        path,
        headersFor(operation),
        JSON.stringify(sent),
      );
      if (status >= 500 || text.includes(mark)) faults.push(`${nameOf(operation)}: ${status} ${text}`);
    }
    for (const [headers, query] of [
      [everything, `?project=default&project=${project}`],
      [everything, `?project=${project}&project=default`],
      [{ ...everything, "X-Project-Id": `default, ${project}` }, ""],
      [{ "X-API-Key": everything["X-API-Key"]!, "X-Project-Id": project }, "?project=default"],
      [{ ...everything, "X-Organization-Id": organization }, `?organization=${organization}`],
    ] as const) {
      for (const path of ["/api/v1/funnels", "/events", "/api/v1/audit"]) {
        const { status, text } = await send("GET", path + query, headers);
        if (![200, 400, 404].includes(status) || text.includes(mark))
          faults.push(`${path}${query}: ${status}`);
      }
    }
    const summary = await send("GET", "/api/v1/events/summary", { "X-API-Key": foreign.key });
    expect([faults, (JSON.parse(summary.text) as { totalEvents: number }).totalEvents]).toEqual([[], 1]);
  });
});

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1]!;
}

describe("tricks with paths", () => {
  /** None of them leads around the question who asks. */
  const spellings: readonly ((path: string) => string)[] = [
    (path) => `/${path}`,
    (path) => path.replace(/\/(?=[^/]*$)/, "//"),
    (path) => path.toUpperCase(),
    (path) => `${path}/`,
    (path) => `${path}%00`,
    (path) => `${path}%20`,
    (path) => `${path}%2f`,
    (path) => `${path};a=b`,
    (path) => `${path}/.`,
    (path) => `${path}%3fkey=x`,
    (path) => path.replaceAll("/", "\\"),
    (path) => path.replaceAll("/", "%2f"),
    (path) => `/health/..${path}`,
    (path) => `/health/%2e%2e${path}`,
    (path) => `/health/..%2f${path.slice(1)}`,
    (path) => `/assets/..\\..${path}`,
    (path) => `/.${path}`,
    (path) => `http://evil.example${path}`,
    (path) => path.replace(/[a-z]/, (first) => `%${first.codePointAt(0)!.toString(16)}`),
    (path) => path.replace(/[a-z]/, (first) => `%25${first.codePointAt(0)!.toString(16)}`),
  ];

  test("open no operation to who has no key", async () => {
    const opened: string[] = [];
    const targets = operations
      .filter(({ scope }) => scope !== "public")
      .flatMap(({ method, paths }) => paths.map((path) => ({ method, path: filled(path, {}) })))
      .flatMap(({ method, path }) => spellings.map((spell) => ({ method, target: spell(path) })));
    await each(targets, async ({ method, target }) => {
      const answer = await raw(method, target);
      if (![400, 401, 404, 405].includes(answer.status))
        opened.push(`${method} ${target}: ${answer.status} ${answer.body.slice(0, 100)}`);
    });
    console.log(`${targets.length} spellings of paths were tried`);
    expect(opened).toEqual([]);
  });

  test("lead to no file that is not meant to be read", async () => {
    const ways = [
      "..",
      "%2e%2e",
      "..%2f..",
      "%2e%2e%2f%2e%2e",
      "..%5c..",
      "..\\..",
      "....//",
      "%252e%252e",
      "..%00",
    ];
    const files = ["package.json", "etc/passwd", "../etc/passwd", "data/catalog.sqlite", "proc/self/environ"];
    for (const base of ["/assets", "/api-docs", "", "/sign-in"]) {
      for (const way of ways) {
        for (const file of files) {
          const target = `${base}/${way}/${file}`;
          const { status, body } = await raw("GET", target);
          expect([target, status, /root:|"dependencies"|SQLite format|PATH=/.test(body)]).toEqual([
            target,
            expect.any(Number),
            false,
          ]);
          expect([target, [301, 302, 303, 400, 404].includes(status)]).toEqual([target, true]);
        }
      }
    }
  });

  function raw(method: string, target: string) {
    const length = method === "GET" ? "" : "Content-Length: 0\r\n";
    return rawRequest(server.url, [`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${length}\r\n`]);
  }
});

describe("bodies", () => {
  const withBody = operations.filter(({ body }) => body !== undefined);

  test("that are bombs end at the limit, whichever operation takes them", async () => {
    const zeros = Buffer.alloc(128 * 1024 * 1024);
    const json = Buffer.from(`[${'{"a":"'.padEnd(64 * 1024 * 1024, "x")}"}]`);
    const bombs = {
      gzip: gzipSync(zeros, { level: 1 }),
      zstd: zstdCompressSync(zeros),
      "zstd of JSON": zstdCompressSync(json),
      "many gzips in one": Buffer.concat(
        Array.from({ length: 40 }, () => gzipSync(zeros.subarray(0, 1 << 20))),
      ),
      "gzip in gzip": gzipSync(gzipSync(zeros.subarray(0, 16 << 20))),
      "zstd in zstd": zstdCompressSync(zstdCompressSync(zeros)),
      "gzip in zstd": zstdCompressSync(gzipSync(zeros.subarray(0, 16 << 20))),
    };
    const before = hasProc ? memoryOf(server.pid).rssBytes : 0;
    const faults: string[] = [];
    for (const operation of withBody) {
      const path = filled(operation.paths[0], operation.examples[0].path ?? {});
      for (const [name, bomb] of Object.entries(bombs)) {
        const { status } = await send(operation.method, path, headersFor(operation), bomb);
        // Of a sign-out, say, nothing of the body is looked at.
        if (status !== 413 && status !== 400) faults.push(`${nameOf(operation)} ${name}: ${status}`);
      }
    }
    const grown = hasProc ? (memoryOf(server.pid).rssBytes - before) / 1024 / 1024 : 0;
    console.log(`${withBody.length * Object.keys(bombs).length} bombs: ${grown.toFixed(0)} MiB more`);
    expect(faults).toEqual([]);
    expect(grown).toBeLessThan(400);
  });

  test("with keys of the prototype give nobody more than they have", async () => {
    const rich = `{"permissions":["admin"],"role":"owner","project_id":"${foreign.project}","isForPeople":false,"scope":"public"}`;
    const pollution = `"__proto__":${rich},"constructor":{"prototype":${rich}},"prototype":${rich}`;
    for (const operation of withBody) {
      const { body } = operation.examples[0];
      const text = JSON.stringify(body).replace(/^(\[?)\{/, `$1{${pollution},`);
      const path = filled(operation.paths[0], operation.examples[0].path ?? {});
      const { status } = await send(operation.method, path, headersFor(operation), text);
      expect([nameOf(operation), status < 500]).toEqual([nameOf(operation), true]);
    }
    const search = "?__proto__[permissions]=admin&constructor[prototype][scope]=public&__proto__=x";
    const poor = { "X-API-Key": await desk.key("default", ["read"]) };
    // Unknown parameters are refused; where they are not, they do nothing.
    expect((await send("GET", `/api/v1/funnels${search}`, poor)).status).toBe(400);
    expect((await send("GET", `/api/metrics${search}`, poor)).status).toBe(200);
    expect((await send("GET", `/api/v1/keys${search}`, poor)).status).toBe(403);
    expect((await send("GET", `/api/v1/funnels${search}`, {})).status).toBe(401);
  });

  test("with a pattern that goes back without end are answered as fast as others", async () => {
    const text = `${"a".repeat(4_000)}!`;
    const user = crypto.randomUUID();
    const project = await desk.project("Patterns");
    const mine = { "X-API-Key": await desk.key(project, permissions) };
    const event = { eventName: "slow", userId: user, properties: { text } };
    expect((await send("POST", "/api/v1/events", mine, JSON.stringify(event))).status).toBe(202);
    await send("POST", "/process-events", mine);
    const took: number[] = [];
    for (const value of [
      "(a+)+$",
      "(a|a)*$",
      "^(([a-z])+.)+[A-Z]([a-z])+$",
      "(.*a){25}$",
      "(?:a?){50}a{50}$",
    ]) {
      const filters = [{ field: "properties.text", operator: "regex", value }];
      const startedAt = performance.now();
      const question = { startDate: today(), endDate: today(), filters, metrics: ["events"], by: ["name"] };
      const { status, text: answered } = await send(
        "POST",
        "/api/v1/breakdown",
        mine,
        JSON.stringify(question),
      );
      took.push(performance.now() - startedAt);
      expect([value, status, answered]).toEqual([value, 200, expect.any(String)]);
    }
    expect(Math.max(...took)).toBeLessThan(5_000);
  });
});

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

describe("this server asks nobody inside for whoever is outside:", () => {
  test("a key set that redirects inside is not followed, and what is logged of it is one line", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const kid = '\r\n{"level":60,"msg":"forged"}';
    const token = `${part({ alg: "RS256", kid })}.${part({ exp: 9_999_999_999 })}.AAAA`;
    const headers = { Authorization: `Bearer ${token}` };
    const path = '/api/v1/schema/events/%0d%0a{"level":60,"msg":"forged"}%0a';
    expect((await send("GET", path, headers)).status).toBe(503);
    expect(new Set(asked)).toEqual(new Set(["/keys"]));
    await Bun.sleep(100);
    expect(server.output).toContain("key_set_unavailable");
    expect(linesOf(server.output).filter(({ msg }) => msg === "forged")).toEqual([]);
  });

  test.each([
    "https://127.1:PORT/",
    "https://0x7f.1:PORT/",
    "https://2130706433:PORT/",
    "https://017700000001:PORT/",
    "https://[::ffff:127.0.0.1]:PORT/",
    "https://[::1]:PORT/",
    "https://0.0.0.0:PORT/",
    "https://localhost:PORT/",
    "http://127.0.0.1:PORT/",
    "https://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/",
  ])("a key set at %s", async (target) => {
    expect(await askKeySet(target)).toEqual({ code: "key_set_unavailable", connections: 0 });
  });

  test("except where the operator has named it", async () => {
    const { connections } = await askKeySet("http://127.0.0.1:PORT/", "127.0.0.1");
    expect(connections).toBeGreaterThan(0);
  });

  /** What becomes of a token whose issuer's keys are said to be there, and how often somebody listening inside was called. */
  async function askKeySet(target: string, privateHosts = "") {
    let connections = 0;
    const inside = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0);
    await once(inside, "listening");
    const { port } = inside.address() as AddressInfo;
    const env = {
      JWT_JWKS_URL: target.replace("PORT", String(port)),
      TIDEMARK_PRIVATE_HOSTS: privateHosts,
    };
    const other = await AccessDesk.open(await mkdtemp(join(folder, "desk-")), "default", env);
    const token = `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.e30.AAAA`;
    const answer = await other.parts.access.identify({ kind: "key", text: token, isInUrl: false });
    await other.close();
    inside.close();
    return { code: answer.ok ? "" : answer.error.code, connections };
  }
});

test("after all that, the server is well, its log has no fault of its own, and every line of it is one", async () => {
  await Bun.sleep(100);
  expect((await send("GET", "/health", {})).status).toBe(200);
  const lines = linesOf(server.output);
  expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
  expect(lines.length).toBeGreaterThan(3);
});

/** Of the log; what is for people stands around it and is no JSON. */
function linesOf(output: string): { level: number; msg: string }[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { level: number; msg: string });
}
