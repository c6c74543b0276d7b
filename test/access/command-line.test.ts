import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { LocalServer } from "../harness/local-server.ts";
import { acceptLink as accept } from "../harness/people.ts";

/* The operator's commands beside a running server that is not open, as a person runs them; and the sample data. */

const root = join(import.meta.dir, "../..");

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function tidemark(
  folder: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Run> {
  const { PATH = "", HOME = "" } = process.env;
  const child = Bun.spawn(["sh", "bin/tidemark", ...args], {
    cwd: root,
    env: { PATH, HOME, TIDEMARK_DATA: folder, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, out: out.trim(), err: err.trim() };
}

describe("beside a server that is not open", () => {
  let server: LocalServer;
  const run = (...args: string[]) => tidemark(server.folder, args);

  beforeAll(async () => {
    server = await LocalServer.start({ TIDEMARK_OPEN: "no" });
  }, 60_000);
  afterAll(() => server.stop());

  test("the first key comes from the command line, works at once, is rotated and revoked", async () => {
    const made = await run("keys", "create", "first", "--permissions", "admin,read", "--expires", "90d");
    expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^tmk_[a-z0-9]{12}_[a-z0-9]{40}$/)]);
    const ask = async (key: string) => (await server.get("/api/v1/keys", { "X-API-Key": key })).status;
    expect(await ask(made.out)).toBe(200);
    const listed = await run("keys", "list");
    const [id = "", prefix] = listed.out.split("  ");
    expect([prefix, listed.out.includes(made.out)]).toEqual([made.out.slice(0, 16), false]);
    const rotated = await run("keys", "rotate", id, "--overlap", "1h");
    expect([await ask(made.out), await ask(rotated.out)]).toEqual([200, 200]);
    expect((await run("keys", "revoke", id)).code).toBe(0);
    // The server hears of it within two seconds.
    const until = Date.now() + 5_000;
    while ((await ask(made.out)) !== 401 && Date.now() < until) await Bun.sleep(100);
    expect([await ask(made.out), await ask(rotated.out)]).toEqual([401, 200]);
    const trail = await server.get("/api/v1/audit", { "X-API-Key": rotated.out });
    const entries = (trail.body as { entries: { action: string; actorKind: string; target: string }[] })
      .entries;
    const ofCommands = entries.filter(({ actorKind }) => actorKind === "operator");
    expect(ofCommands.map(({ action }) => action)).toEqual(["key.revoked", "key.rotated", "key.created"]);
    expect(ofCommands.map(({ target }) => target)).toEqual([id, id, id]);
  }, 60_000);

  test("a project is made, set, renamed and deleted", async () => {
    const { out: id } = await run("projects", "create", "Shop");
    const changed = await run("projects", "settings", id, '{"ingest":{"eventNames":["signup"]}}');
    expect((JSON.parse(changed.out) as { ingest: object }).ingest).toEqual({
      origins: null,
      eventNames: ["signup"],
    });
    expect((await run("projects", "settings", id, '{"ingest":{"nonsense":1}}')).code).toBe(1);
    expect((await run("projects", "settings", id, "no json")).err).toContain("not valid JSON");
    await run("projects", "rename", id, "Shop 2");
    expect((await run("projects", "list")).out).toContain(`${id}  Shop 2`);
    expect((await run("projects", "delete", id)).code).toBe(0);
    expect((await run("projects", "list")).out).not.toContain(id);
    expect((await run("projects", "delete", "default")).err).toContain("cannot be deleted");
    expect((await run("keys", "create", "k", "--permissions", "read", "--project", id)).code).toBe(1);
  }, 60_000);

  test("a second customer has an owner, who sees nothing of the first", async () => {
    const made = await run("organizations", "create", "Shop Ltd", "--owner", "Grace@shop.example");
    const [organization = "", project = "", link = ""] = made.out.split("\n");
    expect([made.code, organization]).toEqual([0, expect.stringMatching(/^org_/)]);
    expect(link).toStartWith(`${server.url}/invitation#`);
    expect((await run("organizations", "list")).out).toContain(`${organization}  Shop Ltd`);
    const grace = await accept(link);

    type Listed = { projects: { id: string }[] };
    const listed = (await grace.get("/api/v1/projects")).body as Listed;
    expect(listed.projects.map(({ id }) => id)).toEqual([project]);
    expect((await grace.get("/api/v1/events/summary")).status).toBe(200);
    for (const path of ["/api/v1/projects/default", "/api/v1/events/summary?project=default"])
      expect([path, (await grace.get(path)).status]).toEqual([path, 404]);
    const enter = await grace.send("PUT", "/api/v1/account/organization", { organizationId: "default" });
    expect(enter.status).toBe(404);
    const trail = JSON.stringify((await grace.get("/api/v1/audit?of=organization")).body);
    for (const action of ["organization.created", "invitation.created", "invitation.accepted"])
      expect(trail).toContain(action);
    expect(trail).not.toContain("key.created");

    // The operator works there too, and there alone where it says so.
    const place = ["--organization", organization];
    const { out: key } = await run(
      "keys",
      "create",
      "k",
      "--permissions",
      "read",
      "--project",
      project,
      ...place,
    );
    const asked = (id: string) => server.get(`/api/v1/events/summary?project=${id}`, { "X-API-Key": key });
    expect([(await asked(project)).status, (await asked("default")).status]).toEqual([200, 404]);
    expect((await run("keys", "create", "k", "--permissions", "read", ...place)).code).toBe(1);
    expect((await run("projects", "list", ...place)).out).toBe(`${project}  First project`);
    expect((await run("projects", "create", "x", "--organization", "org_none")).err).toContain(
      "no such organ",
    );
  }, 60_000);

  test("a link for an owner works once, a newer one ends the older one, and the first owner ends the open mode", async () => {
    const { out } = await run("organizations", "create", "Late Ltd", "--owner", "late@example.com");
    const [id = "", , first = ""] = out.split("\n");
    const { out: second } = await run("organizations", "invite-owner", id, "late@example.com");
    await expect(accept(first)).rejects.toThrow("404");
    const late = await accept(second);
    expect((await late.get("/api/v1/members")).status).toBe(200);
    await expect(accept(second)).rejects.toThrow("404");
    expect((await run("organizations", "rename", id, "Later Ltd")).code).toBe(0);
    expect((await run("organizations", "list")).out).toContain(`${id}  Later Ltd`);
    expect((await run("organizations", "delete", id)).err).toContain("has projects");
    expect((await run("organizations", "delete", "default")).err).toContain("cannot be deleted");
    const gone = await run("organizations", "delete", id, "--with-projects");
    expect([gone.code, gone.out]).toEqual([0, expect.stringMatching(/^prj_/)]);
    expect((await run("organizations", "rename", id, "x")).code).toBe(1);
    expect((await run("projects", "deletion", gone.out)).out).toMatch(/^(?:queued|running|completed)/);
    expect((await run("projects", "deletion", "default")).code).toBe(1);
    expect((await run("organizations", "invite-owner", "org_none", "a@b.example")).code).toBe(1);
    expect((await run("organizations", "create", " ", "--owner", "a@b.example")).code).toBe(1);
    expect((await run("organizations", "create", "x", "--owner", "nobody")).err).toContain("no e-mail");

    const open = await LocalServer.start();
    try {
      const made = await tidemark(open.folder, ["organizations", "create", "A", "--owner", "a@b.example"]);
      expect((await open.get("/api/v1/events/summary")).status).toBe(200);
      await accept(made.out.split("\n")[2]!);
      expect((await open.get("/api/v1/events/summary")).status).toBe(401);
    } finally {
      await open.stop();
    }
  }, 60_000);

  test("a token is made that the server takes, for as much as it says", async () => {
    const { out: token } = await run("token", "--permissions", "read");
    const headers = { Authorization: `Bearer ${token}` };
    expect((await server.get("/api/analytics/reports/dau", headers)).status).toBe(200);
    expect((await server.post("/api/analytics/ingest", [], headers)).status).toBe(403);
    expect((await run("token", "--project", "nope")).code).toBe(1);
  }, 60_000);

  test("a file is imported with a token, and not without", async () => {
    const file = join(server.folder, "history.ndjson");
    const lines = Array.from({ length: 2_000 }, (_, index) =>
      JSON.stringify({ event: "old", id: `old-${index}`, timestamp: 1_700_000_000_000 + index, userId: "u" }),
    );
    await Bun.write(file, lines.join("\n"));
    const fields = "name=event,event_id=id,time=timestamp,user_id=userId";
    const args = ["import", file, "--map", fields, "--url", server.url];
    expect((await run(...args)).err).toContain("401");
    const { out: token } = await run("token", "--permissions", "write,read");
    const imported = await run(...args, "--key", token);
    expect([imported.code, imported.out]).toEqual([0, expect.stringContaining("2,000")]);
  }, 60_000);

  test("sample data is refused", async () => {
    // What the configuration of the command says would allow it; the running server does not.
    const refused = await run("seed");
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("not in open mode")]);
    expect((await tidemark(server.folder, ["seed"], { TIDEMARK_OPEN: "no" })).code).toBe(1);
    expect((await tidemark(server.folder, ["seed"], { HOST: "0.0.0.0" })).code).toBe(1);
  }, 60_000);
});

test("in open mode, the sample data makes the document's commands show something, once", async () => {
  const server = await LocalServer.start();
  try {
    const first = await tidemark(server.folder, ["seed"]);
    expect([first.code, first.err]).toEqual([0, ""]);
    const again = await tidemark(server.folder, ["seed"]);
    expect(again.out).toMatch(/^0 events/);
    const key = { "X-API-Key": "sample-api-key-789" };
    const ask = async <T>(path: string) => (await server.get(path, key)).body as T;
    const { totalEvents } = await ask<{ totalEvents: number }>("/api/v1/events/summary");
    expect(first.out).toStartWith(`${totalEvents} events`);
    expect(totalEvents).toBeGreaterThan(2_000);
    const metrics = await ask<{ data: { count: number }[] }>(
      "/api/v1/metrics?event=page_view&interval=daily",
    );
    expect(metrics.data.filter(({ count }) => count > 0).length).toBeGreaterThanOrEqual(28);
    const retention = await ask<{ cohorts: unknown[] }>("/api/v1/retention?cohort=signup&days=7");
    expect(JSON.stringify(retention)).toMatch(/"retained":[1-9]|"visitors":[1-9]|"users":[1-9]/);
    const { funnels } = await ask<{ funnels: { id: string }[] }>("/api/v1/funnels");
    const { steps } = await ask<{ steps: { count: number }[] }>(
      `/api/v1/funnels/${funnels[0]!.id}/analytics`,
    );
    const counts = steps.map(({ count }) => count);
    expect([funnels.length, counts]).toEqual([1, counts.toSorted((a, b) => b - a)]);
    expect(counts[3]).toBeGreaterThan(10);
  } finally {
    await server.stop();
  }
}, 120_000);
