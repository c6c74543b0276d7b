import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type Permission, type Role, permissions, permissionsOfRole } from "../../src/access/principal.ts";
import { openApiDocument } from "../../src/http/openapi.ts";
import type { Example, Operation } from "../../src/http/operation.ts";
import { operations } from "../../src/http/server.ts";
import { errorRegistry } from "../../src/kernel/errors.ts";
import { AccessDesk } from "../harness/access-desk.ts";
import { type Answer, LocalServer, type RequestHeaders } from "../harness/local-server.ts";
import { createMember, createOwner, signIn } from "../harness/people.ts";

/*
 * Every operation for every kind of caller: made from the operations that the server mounts and that the
 * OpenAPI document is made from, so a new one cannot be forgotten. Not in open mode.
 */

let server: LocalServer;
let desk: AccessDesk;
/** What callers send, by their names in the tables below. */
const headersOf: Record<string, RequestHeaders> = { "no key": {} };
let otherProject: string;

const secretMark = "zq7marked";

beforeAll(async () => {
  server = await LocalServer.start({ TIDEMARK_OPEN: "no" });
  desk = await AccessDesk.open(server.folder);
  otherProject = await desk.project("Somebody else's");
  const forAll = { isForAllProjects: true };
  const name = (caller: string, key: string) => {
    headersOf[caller] = { "X-API-Key": key, "X-Project-Id": "default" };
  };
  name("a wrong key", `${(await desk.key("default", permissions)).slice(0, -1)}!`);
  name("an expired key", await desk.key("default", permissions, { expires_at: Date.now() + 5 }));
  const revoked = await desk.madeKey("default", permissions);
  await desk.revoke("default", revoked.key.id);
  name("a revoked key", revoked.text);
  for (const permission of permissions) name(permission, await desk.key("default", [permission], forAll));
  name("everything", await desk.key("default", permissions, forAll));
  headersOf["everything in another project"] = { "X-API-Key": await desk.key(otherProject, permissions) };
  await sendExamples(headersOf["everything"]!);
  const owner = await createOwner(server);
  for (const role of ["viewer", "analyst", "admin"]) await createMember(owner, role);
  await signPeopleIn();
}, 60_000);

const roles = Object.keys(permissionsOfRole) as Role[];

/** One browser for each role. */
async function signPeopleIn(): Promise<void> {
  for (const role of roles) {
    const browser = await signIn(server.url, role === "owner" ? "ada@example.com" : `${role}@example.com`);
    headersOf[`signed in as ${role}`] = {
      Cookie: `tidemark=${browser.cookies.get("tidemark")}`,
      "X-CSRF-Token": browser.csrfToken!,
      Origin: server.url,
      "X-Project-Id": "default",
    };
  }
}

afterAll(async () => {
  await desk.close();
  await server.stop();
});

describe("the matrix", () => {
  test("is about every operation of the OpenAPI document, and each requires what it says there", () => {
    const documented = Object.entries(openApiDocument(operations).paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, described]) => ({
        at: `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`,
        isPublic: (described as { security?: unknown[] }).security?.length === 0,
      })),
    );
    const mounted = operations.flatMap(({ method, paths, scope }) =>
      paths.map((path) => ({ at: `${method} ${path}`, isPublic: scope === "public" })),
    );
    expect(documented.toSorted(byPlace)).toEqual(mounted.toSorted(byPlace));
    expect(mounted.length).toBeGreaterThan(60);
  });

  for (const operation of operations) {
    const place = `${operation.method} ${operation.paths[0]}`;
    test(`${place} is for ${operation.scope === "public" ? "everybody" : operation.scope}`, async () => {
      const statuses: Record<string, number> = {};
      for (const caller of Object.keys(headersOf).filter((one) => one !== "everything in another project")) {
        statuses[caller] = (await ask(operation, headersOf[caller]!)).status;
      }
      expect(statuses).toEqual(expectedStatuses(operation));
      // Some of them sign people out.
      if (operation.isForPeople === true) await signPeopleIn();
    }, 30_000);
  }
});

describe("with a key of another project", () => {
  for (const operation of operations.filter(({ scope }) => scope !== "public")) {
    for (const path of operation.paths) {
      test(`${operation.method} ${path} tells nothing and changes nothing`, async () => {
        const foreign = headersOf["everything in another project"]!;
        const answer = await ask(operation, foreign, path);
        expect(expectedAbroad(operation)).toContain(answer.status);
        expect(JSON.stringify(answer.body)).not.toContain(secretMark);
        if (operation.about === "organization") return;
        // Nor by naming the project.
        for (const named of [
          await ask(operation, { ...foreign, "X-Project-Id": "default" }, path),
          await ask(operation, foreign, path, { project: "default" }),
        ]) {
          expect([named.status, (named.body as { error: { field: string } }).error.field]).toEqual([
            404,
            "project",
          ]);
        }
      });
    }
  }

  test("everything is where it was, for who may see it", async () => {
    // So the marks that were not seen above are there to be seen.
    const all = headersOf["everything"]!;
    for (const path of [
      "/events?limit=100",
      "/api/v1/funnels",
      "/api/v1/segments",
      "/api/v1/keys",
      "/api/v1/audit",
    ]) {
      expect([path, JSON.stringify((await server.get(path, all)).body).includes(secretMark)]).toEqual([
        path,
        true,
      ]);
    }
  });
});

function byPlace(a: { at: string }, b: { at: string }): number {
  return a.at < b.at ? -1 : 1;
}

function expectedStatuses(operation: Operation): Record<string, number> {
  const { scope } = operation;
  const done = doneStatus(operation);
  const refused = (status: number) => (scope === "public" ? done : status);
  const ofKeys = operation.isForPeople === true ? 403 : done;
  const may = (permission: Permission) => (scope === permission ? ofKeys : refused(403));
  const mayAs = (role: Role) =>
    scope === "public" || permissionsOfRole[role].has(scope) ? done : refused(403);
  return {
    "no key": refused(401),
    "a wrong key": refused(401),
    "an expired key": refused(401),
    "a revoked key": refused(401),
    ...Object.fromEntries(permissions.map((permission) => [permission, may(permission)])),
    everything: ofKeys,
    ...Object.fromEntries(roles.map((role) => [`signed in as ${role}`, mayAs(role)])),
    ...otherwise[`${operation.method} ${operation.paths[0]}`],
  };
}

/** Of the first example, for whoever may: some would need a secret that is shown only once. */
function doneStatus({ answer, examples: [{ fails }] }: Operation): number {
  return fails === undefined ? answer.status : errorRegistry[fails].status;
}

/** Where the permission is not all: a key that may not send cannot make one that may; organizations are their owners'. */
const otherwise: Readonly<Record<string, Record<string, number>>> = {
  "PATCH /api/v1/organizations/:id": { "signed in as admin": 403 },
  "DELETE /api/v1/organizations/:id": { "signed in as admin": 403 },
  "POST /api/v1/keys": { admin: 403 },
  "POST /api/v1/keys/:id/rotate": { admin: 403 },
};

/** What has an id is not there; what has none is about the caller's own project. */
function expectedAbroad(operation: Operation): number[] {
  if (operation.about === "organization" || operation.isForPeople === true) return [403];
  if (ofOrganization.has(`${operation.method} ${operation.paths[0]}`)) return [403];
  if (operation.examples[0].needs !== undefined) return [404];
  return operation.paths[0].includes(":") ? [404, operation.answer.status] : [operation.answer.status];
}

/** Only for keys of the whole organization. */
const ofOrganization: ReadonlySet<string> = new Set(["POST /api/v1/projects"]);

/** Sends the first example; what it needs is made by who may everything, and marked. */
async function ask(
  operation: Operation,
  headers: RequestHeaders,
  path: string = operation.paths[0],
  moreQuery: Record<string, string> = {},
): Promise<Answer> {
  const [example] = operation.examples;
  const params = { ...example.path, ...(await needed(example)) };
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const query = new URLSearchParams({ ...example.query, ...moreQuery }).toString();
  const body = example.body === undefined ? null : JSON.stringify(example.body);
  return server.send(operation.method, query === "" ? filled : `${filled}?${query}`, body, headers);
}

async function needed({ needs }: Example): Promise<Record<string, string>> {
  if (needs === undefined) return {};
  // Jobs about people have no name, and a field too many is refused there.
  const isNamed = !needs.path.startsWith("/api/v1/privacy/");
  const marked = { ...(needs.body as object), ...(isNamed ? { name: `${secretMark} thing` } : {}) };
  const made = await server.post(needs.path, marked, headersOf["everything"]);
  return { [needs.as]: (made.body as { id: string }).id };
}

/** So that there is something to read: the ingest examples, and a marked event in each column that is told. */
async function sendExamples(headers: RequestHeaders): Promise<void> {
  for (const { scope, paths, examples } of operations) {
    if (scope !== "ingest") continue;
    for (const { body } of examples) await server.post(paths[0], JSON.stringify(body), headers);
  }
  const marked = {
    userId: `${secretMark}-user`,
    sessionId: `${secretMark}-session`,
    eventName: `${secretMark}_event`,
    pageUrl: `https://shop.example/${secretMark}`,
    properties: { site_id: "site-abc-123", [`${secretMark}_key`]: secretMark },
  };
  await server.post("/api/v1/events", marked, headers);
  const loaded = await server.send("POST", "/process-events", null, headers);
  expect(loaded.status).toBe(200);
}
