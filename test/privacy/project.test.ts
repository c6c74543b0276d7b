import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { permissions } from "../../src/access/principal.ts";
import { AccessDesk } from "../harness/access-desk.ts";
import { LocalServer, type RequestHeaders } from "../harness/local-server.ts";
import { createDatabase, findPostgres } from "../harness/postgres.ts";

/* What is left of a project after it was deleted: nothing, on every server that shares the catalog, and nobody else learns of it. */

interface Deletion {
  readonly status: string;
  readonly jobs: readonly {
    readonly id: string;
    readonly status: string;
    readonly certificate: {
      readonly before: { readonly store: Readonly<Record<string, number>> };
      readonly after: { readonly store: Readonly<Record<string, number>> };
    } | null;
  }[];
}

const event = { eventName: "buy", userId: "ann", value: 3 };

async function untilErased(
  server: LocalServer,
  project: string,
  headers: RequestHeaders,
  servers = 1,
): Promise<Deletion> {
  for (;;) {
    const answer = await server.get(`/api/v1/projects/${project}/deletion`, headers);
    const deletion = answer.body as Deletion;
    if (deletion.status === "completed" && deletion.jobs.length === servers) return deletion;
    await Bun.sleep(50);
  }
}

describe("a deleted project", () => {
  let server: LocalServer;
  let desk: AccessDesk;
  let all: RequestHeaders;

  beforeAll(async () => {
    server = await LocalServer.start({ TIDEMARK_OPEN: "no" });
    desk = await AccessDesk.open(server.folder);
    all = { "X-API-Key": await desk.key("default", permissions, { isForAllProjects: true }) };
  }, 60_000);
  afterAll(async () => {
    await desk.close();
    await server.stop();
  }, 60_000);

  test("leaves nothing in the store, and its status is told to who rules the organization alone", async () => {
    const project = await desk.project("Shop");
    const own = { "X-API-Key": await desk.key(project, permissions) };
    const foreign = await AccessDesk.open(server.folder, "elsewhere");
    const foreignProject = await foreign.project("Elsewhere");
    const abroad = {
      "X-API-Key": await foreign.key(foreignProject, permissions, { isForAllProjects: true }),
    };
    await foreign.close();
    expect((await server.post("/api/v1/events", event, own)).status).toBe(202);
    const status = (headers: RequestHeaders) => server.get(`/api/v1/projects/${project}/deletion`, headers);
    expect((await status(all)).status).toBe(404);

    // A project does not delete itself, and nobody deletes another's.
    expect((await server.send("DELETE", `/api/v1/projects/${project}`, null, own)).status).toBe(403);
    expect((await server.send("DELETE", `/api/v1/projects/${project}`, null, abroad)).status).toBe(404);
    const deleted = await server.send("DELETE", `/api/v1/projects/${project}`, null, all);
    expect(deleted).toMatchObject({
      status: 200,
      body: { success: true, deletion: `/api/v1/projects/${project}/deletion` },
    });
    expect((await server.send("DELETE", `/api/v1/projects/${project}`, null, all)).status).toBe(404);
    expect((await server.post("/api/v1/events", event, own)).status).toBe(401);
    expect((await server.post("/api/v1/events", event, { ...all, "X-Project-Id": project })).status).toBe(
      404,
    );

    const { jobs } = await untilErased(server, project, all);
    expect(jobs[0]!.certificate!.before.store).toMatchObject({ events_v1: 1, sessions_v1: 1 });
    expect(new Set(Object.values(jobs[0]!.certificate!.after.store))).toEqual(new Set([0]));
    expect((await status(abroad)).status).toBe(404);
    const bound = { "X-API-Key": await desk.key("default", permissions) };
    expect((await status(bound)).status).toBe(404);
    expect((await status({})).status).toBe(401);
  }, 60_000);

  test("of an older release, or deleted while no server ran, is erased as well", async () => {
    const project = await desk.project("Old");
    await desk.catalog.projects.delete(project);
    expect((await untilErased(server, project, all)).jobs).toHaveLength(1);
  }, 60_000);

  test("that was full of people's jobs leaves none of them", async () => {
    const made = await server.post("/api/v1/projects", { name: "People" }, all);
    const { id: project } = made.body as { id: string };
    const there = { ...all, "X-Project-Id": project };
    await server.post("/api/v1/events", event, there);
    for (const kind of ["exports", "deletions", "exports"]) {
      expect((await server.post(`/api/v1/privacy/${kind}`, { userId: "ann" }, there)).status).toBe(202);
    }
    await server.send("DELETE", `/api/v1/projects/${project}`, null, all);
    await untilErased(server, project, all);
    expect(await desk.catalog.jobs.ofProject(project, ["export", "deletion"])).toEqual([]);
    expect(await Array.fromAsync(new Bun.Glob("*").scan(`${server.folder}/privacy`))).toEqual([]);
  }, 60_000);
});

const postgres = await findPostgres();

describe.skipIf(postgres === null)(
  "servers that share a catalog (needs a PostgreSQL on 127.0.0.1:5432)",
  () => {
    test("each erase what they hold of a project that one of them was told to delete", async () => {
      const { url, drop } = await createDatabase(postgres!);
      const env = { DATABASE_URL: url, TIDEMARK_OPEN: "no" };
      const [here, there] = [await LocalServer.start(env), await LocalServer.start(env)];
      const desk = await AccessDesk.open(here.folder, "default", env);
      try {
        const project = await desk.project("Shop");
        const all = { "X-API-Key": await desk.key("default", permissions, { isForAllProjects: true }) };
        const on = { ...all, "X-Project-Id": project };
        const isTaken = async (server: LocalServer) =>
          (await server.post("/api/v1/events", event, on)).status === 202;
        for (const server of [here, there]) while (!(await isTaken(server))) await Bun.sleep(50);
        // Their jobs are their own: the other has no file that says whom it is about.
        const exported = await there.post("/api/v1/privacy/exports", { userId: "ann" }, on);
        const { id } = exported.body as { id: string };
        const download = await there.get(`/api/v1/privacy/exports/${id}/download?waitMs=20000`, on);
        expect(download.status).toBe(200);

        await here.send("DELETE", `/api/v1/projects/${project}`, null, all);
        const { jobs } = await untilErased(here, project, all, 2);
        const found = jobs.map(({ certificate }) => certificate!.before.store["events_v1"]);
        expect(found.every((events) => events! >= 1)).toBe(true);
        expect(jobs.map(({ certificate }) => certificate!.after.store["events_v1"])).toEqual([0, 0]);
        expect(await desk.catalog.projects.countOwned(project)).toMatchObject({
          usage_sources: 0,
          usage_months: 0,
        });
        for (const { folder } of [here, there]) {
          expect(await Array.fromAsync(new Bun.Glob("*").scan(`${folder}/privacy`))).toEqual([]);
        }
      } finally {
        await desk.close();
        await here.stop();
        await there.stop();
        await drop();
      }
    }, 120_000);
  },
);
