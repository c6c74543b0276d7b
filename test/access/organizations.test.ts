import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { permissions } from "../../src/access/principal.ts";
import { AccessDesk } from "../harness/access-desk.ts";
import { LocalServer } from "../harness/local-server.ts";
import { acceptLink, createMember, createOwner } from "../harness/people.ts";
import type { TestBrowser } from "../harness/test-browser.ts";

/* Owners rename and delete their own organization, and nobody another's. */

let server: LocalServer;
let operator: AccessDesk;
/** Of the default organization. */
let ada: TestBrowser;

beforeAll(async () => {
  server = await LocalServer.start({ TIDEMARK_OPEN: "no" });
  operator = await AccessDesk.open(server.folder);
  ada = await createOwner(server);
}, 60_000);
afterAll(async () => {
  await operator.close();
  await server.stop();
}, 60_000);

interface Customer {
  readonly id: string;
  readonly project: string;
  readonly owner: TestBrowser;
  /** Everything, for all of its projects. */
  readonly key: string;
}

let customers = 0;

async function newCustomer(): Promise<Customer> {
  const name = `Customer ${customers++}`;
  const { organization, project } = await operator.catalog.organizations.create(name, "First");
  const desk = await AccessDesk.open(server.folder, organization.id);
  const key = await desk.key(project.id, permissions, { isForAllProjects: true });
  const invited = await operator.parts.organizations.inviteOwner(
    operator.actor,
    organization.id,
    `owner-${organization.id}@example.com`,
  );
  await desk.close();
  if (!invited.ok) throw new Error(invited.error.message);
  const owner = await acceptLink(`${server.url}/invitation#${invited.value}`);
  return { id: organization.id, project: project.id, owner, key };
}

const status = async (answer: Promise<{ status: number }>) => (await answer).status;
const at = (id: string) => `/api/v1/organizations/${id}`;

describe("an organization", () => {
  test("is listed for who belongs to it, and is not there for others", async () => {
    const { id, owner, key } = await newCustomer();
    const listed = { organizations: [{ id, name: expect.stringMatching(/^Customer/) }] };
    expect((await owner.get("/api/v1/organizations")).body).toMatchObject(listed);
    expect((await server.get("/api/v1/organizations", { "X-API-Key": key })).body).toMatchObject(listed);
    expect(JSON.stringify((await ada.get("/api/v1/organizations")).body)).not.toContain(id);
    for (const [method, body] of [["GET"], ["PATCH", { name: "Mine" }], ["DELETE"]] as const) {
      expect([method, await status(ada.send(method, at(id), body))]).toEqual([method, 404]);
      expect([method, await status(owner.send(method, at("default"), body))]).toEqual([method, 404]);
    }
    expect(await status(ada.send("DELETE", `${at(id)}?withProjects=true`))).toBe(404);
    expect((await owner.get(at(id))).status).toBe(200);
  }, 30_000);

  test("is renamed by its owners alone, from a page of this server, and that is in its audit log", async () => {
    const { id, owner, key } = await newCustomer();
    const admin = await createMember(owner, "admin", `admin-${id}@example.com`);
    const name = { name: "Renamed Ltd" };
    expect(await status(admin.send("PATCH", at(id), name))).toBe(403);
    expect((await server.send("PATCH", at(id), JSON.stringify(name), { "X-API-Key": key })).status).toBe(403);
    for (const forged of [{ "X-CSRF-Token": "" }, { "Sec-Fetch-Site": "cross-site" }]) {
      expect(await status(owner.send("PATCH", at(id), name, forged))).toBe(403);
      expect(await status(owner.send("DELETE", `${at(id)}?withProjects=true`, undefined, forged))).toBe(403);
    }
    expect(await status(owner.send("PATCH", at(id), { name: " " }))).toBe(400);
    expect(await status(owner.send("PATCH", at(id), { ...name, id: "default" }))).toBe(400);
    expect((await owner.send("PATCH", at(id), name)).body).toMatchObject({ id, ...name });
    const trail = await owner.get("/api/v1/audit?of=organization&action=organization.renamed");
    expect(trail.body).toMatchObject({ entries: [{ target: id, after: name }] });
  }, 30_000);

  test("with projects is deleted only with them; then its keys, people and data are gone", async () => {
    const { id, project, owner, key } = await newCustomer();
    const viewer = await createMember(owner, "viewer", `viewer-${id}@example.com`);
    const keyed = { "X-API-Key": key };
    expect((await server.post("/api/v1/events", { eventName: "a", userId: "u" }, keyed)).status).toBe(202);
    const ingestion = async () => (await server.send("GET", "/api/v1/ingestion", null, keyed)).body;
    while (!Bun.deepMatch({ stored: 1 }, await ingestion())) await Bun.sleep(50);
    expect(await owner.send("DELETE", at(id))).toMatchObject({
      status: 409,
      body: { error: { field: "withProjects" } },
    });
    expect(await status(viewer.send("DELETE", `${at(id)}?withProjects=true`))).toBe(403);
    expect(await status(owner.send("DELETE", `${at(id)}?withProject=true`))).toBe(400);
    expect(await owner.send("DELETE", `${at(id)}?withProjects=true`)).toMatchObject({
      status: 200,
      body: { projects: [project] },
    });
    for (const browser of [owner, viewer])
      expect(await status(browser.get("/api/v1/organizations"))).toBe(401);
    expect((await server.post("/api/v1/events", { eventName: "a", userId: "u" }, keyed)).status).toBe(401);
    const jobs = async () => operator.catalog.jobs.ofProject(project, ["project-deletion"]);
    while ((await jobs())[0]?.status !== "completed") await Bun.sleep(100);
    expect((await jobs())[0]!.result).toMatchObject({
      before: { store: { events_v1: 1 } },
      after: { store: { events_v1: 0 } },
    });
  }, 60_000);

  test("that is the default one stays", async () => {
    expect(await status(ada.send("DELETE", `${at("default")}?withProjects=true`))).toBe(409);
  });
});
