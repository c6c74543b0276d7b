import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { hashSecret, newSecret } from "../../src/access/accounts/secret.ts";
import { Catalog } from "../../src/catalog/catalog.ts";
import { openSqlite } from "../../src/catalog/sqlite/open-sqlite.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { createIdSource } from "../../src/kernel/ids.ts";
import { LocalServer } from "../harness/local-server.ts";
import { createMember, createOwner, goodPassword, ownerToken, signIn } from "../harness/people.ts";
import { TestBrowser } from "../harness/test-browser.ts";

// Passwords are slow to hash on purpose, and slower still on a busy machine.
setDefaultTimeout(30_000);

let server: LocalServer;
let owner: TestBrowser;

beforeAll(async () => {
  server = await LocalServer.start();
}, 60_000);

afterAll(async () => {
  await server.stop();
});

interface Account {
  readonly id: string;
  readonly role: string;
  readonly organizationId: string;
}

async function accountOf(browser: TestBrowser): Promise<Account> {
  return (await browser.get("/api/v1/account")).body as Account;
}

async function status(promise: Promise<{ status: number }>): Promise<number> {
  return (await promise).status;
}

describe("the first owner", () => {
  test("comes by the link of the start; before, everything is open on loopback", async () => {
    expect(await status(server.get("/api/v1/members"))).toBe(200);
    const stranger = new TestBrowser(server.url);
    const claim = { token: "x".repeat(43), email: "eve@example.com", name: "Eve", password: goodPassword };
    expect(await status(stranger.send("POST", "/api/v1/account/owner", claim))).toBe(404);
    const short = { ...claim, token: ownerToken(server), password: "too short" };
    expect(await stranger.send("POST", "/api/v1/account/owner", short)).toMatchObject({
      status: 400,
      body: { error: { field: "password" } },
    });
    owner = await createOwner(server);
    expect(await accountOf(owner)).toMatchObject({ role: "owner", organizationId: "default" });
  });

  test("ends the open mode, and the link", async () => {
    expect(await status(server.get("/api/v1/members"))).toBe(401);
    expect(await status(server.post("/collect", { type: "pageview" }))).toBe(401);
    const again = { token: ownerToken(server), email: "eve@example.com", name: "", password: goodPassword };
    const stranger = new TestBrowser(server.url);
    expect(await status(stranger.send("POST", "/api/v1/account/owner", again))).toBe(404);
  });
});

describe("the cookie", () => {
  test("is out of reach for scripts and other sites; its secret is in no answer", async () => {
    const browser = new TestBrowser(server.url);
    const given = { email: " ADA@example.com", password: goodPassword };
    const { headers, body } = await browser.send("POST", "/api/v1/account/sign-in", given);
    const cookie = headers.get("set-cookie")!;
    expect(cookie).toMatch(/^tidemark=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(JSON.stringify(body)).not.toContain(browser.cookies.get("tidemark")!);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("answers like none when it is made up or has ended", async () => {
    const browser = new TestBrowser(server.url);
    for (const secret of ["x".repeat(43), "short", "%00", "x".repeat(5_000)]) {
      browser.cookies.set("tidemark", secret);
      expect(await status(browser.get("/api/v1/members"))).toBe(401);
    }
  });

  test("does not count where events come in, unless a page of ours shows the token", async () => {
    const event = { type: "pageview", sessionId: "s", properties: { page: "/" } };
    expect(await status(owner.send("POST", "/collect", event, { "X-CSRF-Token": "" }))).toBe(401);
    expect(await status(owner.send("POST", "/collect", event))).toBe(200);
    const neighbour = { "Sec-Fetch-Site": "same-site" };
    expect(await status(owner.send("POST", "/collect", event, neighbour))).toBe(403);
  });
});

describe("what changes something needs the token, and a page of this server", () => {
  const rename = (headers: Record<string, string>) =>
    status(owner.send("PATCH", "/api/v1/account", { name: "Ada" }, headers));

  test.each([
    ["both", {}, 200],
    ["a browser that says only the origin", { "Sec-Fetch-Site": "" }, 200],
    ["no token", { "X-CSRF-Token": "" }, 403],
    ["a wrong token", { "X-CSRF-Token": "x".repeat(43) }, 403],
    ["another site's page", { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }, 403],
    ["a neighbour's page", { "Sec-Fetch-Site": "same-site", Origin: "http://127.0.0.1:1" }, 403],
    ["an address typed in", { "Sec-Fetch-Site": "none" }, 403],
    ["another origin", { "Sec-Fetch-Site": "", Origin: "https://evil.example" }, 403],
    ["a hidden origin", { "Sec-Fetch-Site": "", Origin: "null" }, 403],
    ["nothing said", { "Sec-Fetch-Site": "", Origin: "" }, 403],
  ])("%s", async (_, headers: Record<string, string>, expected) => {
    expect(await rename(headers)).toBe(expected);
  });

  test("another sign-in's token is a wrong one", async () => {
    const other = await signIn(server.url, "ada@example.com");
    expect(await rename({ "X-CSRF-Token": other.csrfToken! })).toBe(403);
  });

  test("no other site's page can sign anybody in", async () => {
    const given = { email: "ada@example.com", password: goodPassword };
    const victim = new TestBrowser(server.url);
    for (const headers of [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "", Origin: "https://evil.example" },
    ]) {
      const shown = await victim.send("POST", "/api/v1/account/sign-in", given, headers);
      expect(shown.status).toBe(403);
      expect(victim.cookies.size).toBe(0);
    }
  });
});

describe("signing in", () => {
  test("says the same of a wrong password and of an unknown account", async () => {
    const answers = await Promise.all(
      ["ada@example.com", "nobody@example.com"].map((email) =>
        server.post("/api/v1/account/sign-in", { email, password: "wrong password" }),
      ),
    );
    for (const { status: code, body } of answers)
      expect({ code, body }).toMatchObject({
        code: 401,
        body: { error: { message: "The e-mail or the password is not right." } },
      });
  });

  test("is slowed down after five failures, for unknown accounts too, and then refuses the right password", async () => {
    await createMember(owner, "viewer", "guessed@example.com");
    for (const email of ["guessed@example.com", "unknown@example.com"]) {
      const guess = (password: string) => server.post("/api/v1/account/sign-in", { email, password });
      for (let round = 0; round < 5; round++) expect(await status(guess("wrong password"))).toBe(401);
      const refused = await guess(goodPassword);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(10);
    }
    const trail = await owner.get("/api/v1/audit?of=organization&action=account.sign_in_failed");
    const counted = {
      addressHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      after: expect.objectContaining({ wrong: 5, throttled: 1 }),
    };
    const { entries } = trail.body as { entries: { target: string }[] };
    for (const target of ["unknown account", expect.stringMatching(/^acc_/)])
      expect(entries).toContainEqual(expect.objectContaining({ target, ...counted }));
    expect(JSON.stringify(trail.body)).not.toContain("unknown@");
  });
});

describe("members", () => {
  test("may do what their role says", async () => {
    const [viewer, analyst, admin] = [
      await createMember(owner, "viewer"),
      await createMember(owner, "analyst"),
      await createMember(owner, "admin"),
    ];
    const segment = { name: "Buyers", segment: { all: [{ did: { event: "purchase" } }] } };
    const may = async (browser: TestBrowser) => ({
      read: await status(browser.get("/api/v1/segments")),
      write: await status(browser.send("POST", "/api/v1/segments", segment)),
      rule: await status(
        browser.send("POST", "/api/v1/invitations", { email: "x@example.com", role: "viewer" }),
      ),
      makeOwners: await status(
        browser.send("POST", "/api/v1/invitations", { email: "x@example.com", role: "owner" }),
      ),
    });
    expect(await may(viewer)).toEqual({ read: 200, write: 403, rule: 403, makeOwners: 403 });
    expect(await may(analyst)).toEqual({ read: 200, write: 201, rule: 403, makeOwners: 403 });
    expect(await may(admin)).toEqual({ read: 200, write: 201, rule: 201, makeOwners: 403 });
    expect(await may(owner)).toEqual({ read: 200, write: 201, rule: 201, makeOwners: 201 });
  });

  test("get another role, which counts at once", async () => {
    const member = await createMember(owner, "viewer", "rising@example.com");
    const { id } = await accountOf(member);
    const asAdmin = { email: "y@example.com", role: "viewer" };
    expect(await status(member.send("POST", "/api/v1/invitations", asAdmin))).toBe(403);
    expect(await owner.send("PATCH", `/api/v1/members/${id}`, { role: "admin" })).toMatchObject({
      status: 200,
      body: { id, role: "admin", email: "rising@example.com" },
    });
    expect(await status(member.send("POST", "/api/v1/invitations", asAdmin))).toBe(201);
  });

  test("are removed, which ends their sign-ins at once", async () => {
    const member = await createMember(owner, "admin", "leaving@example.com");
    const { id } = await accountOf(member);
    expect(await status(owner.send("DELETE", `/api/v1/members/${id}`))).toBe(200);
    expect(await status(member.get("/api/v1/members"))).toBe(401);
    const again = { email: "leaving@example.com", password: goodPassword };
    expect(await status(new TestBrowser(server.url).send("POST", "/api/v1/account/sign-in", again))).toBe(
      403,
    );
  });

  test("always have an owner among them, and only owners rule owners", async () => {
    const { id } = await accountOf(owner);
    expect(await status(owner.send("DELETE", `/api/v1/members/${id}`))).toBe(409);
    expect(await status(owner.send("PATCH", `/api/v1/members/${id}`, { role: "viewer" }))).toBe(409);
    const admin = await createMember(owner, "admin", "ambitious@example.com");
    expect(await status(admin.send("DELETE", `/api/v1/members/${id}`))).toBe(403);
    expect(await status(admin.send("PATCH", `/api/v1/members/${id}`, { role: "viewer" }))).toBe(403);
    const own = await accountOf(admin);
    expect(await status(admin.send("PATCH", `/api/v1/members/${own.id}`, { role: "owner" }))).toBe(403);
  });

  test("of another organization are not there", async () => {
    const catalog = await openCatalog();
    await catalog.organizations.ensure("other", "Other");
    const foreign = await catalog.joining.admit("other", "owner", {
      email: "foreign@example.com",
      name: "Foreign",
      password_hash: await Bun.password.hash(goodPassword),
    });
    await catalog.close();
    const stranger = await signIn(server.url, "foreign@example.com");
    const { id } = await accountOf(owner);
    expect((await stranger.get("/api/v1/members")).body).toMatchObject({ members: [{ id: foreign!.id }] });
    expect(await status(stranger.send("DELETE", `/api/v1/members/${id}`))).toBe(404);
    expect(await status(stranger.send("PATCH", `/api/v1/members/${id}`, { role: "viewer" }))).toBe(404);
    expect(await status(owner.send("DELETE", `/api/v1/members/${foreign!.id}`))).toBe(404);
    const enter = { organizationId: "other" };
    expect(await status(owner.send("PUT", "/api/v1/account/organization", enter))).toBe(404);
  });
});

describe("an invitation", () => {
  test("works once, for its e-mail, and can be withdrawn", async () => {
    const invite = async () => {
      const given = { email: "Once@example.com", role: "analyst" };
      const { body } = await owner.send("POST", "/api/v1/invitations", given);
      const { id, link } = body as { id: string; link: string };
      return { id, token: link.split("#")[1]! };
    };
    const withdrawn = await invite();
    expect(await status(owner.send("DELETE", `/api/v1/invitations/${withdrawn.id}`))).toBe(200);
    expect(await status(owner.send("DELETE", `/api/v1/invitations/${withdrawn.id}`))).toBe(404);
    const browser = new TestBrowser(server.url);
    const accept = (token: string, password = goodPassword) =>
      browser.send("POST", "/api/v1/invitations/accept", { token, name: "Once", password });
    expect(await status(accept(withdrawn.token))).toBe(404);
    const { token } = await invite();
    expect(await status(accept(token, "too short"))).toBe(400);
    expect(await accept(token)).toMatchObject({ status: 201, body: { email: "once@example.com" } });
    expect(await status(accept(token))).toBe(404);
  });

  test("to somebody who has an account takes that account's password", async () => {
    const catalog = await openCatalog();
    await catalog.organizations.ensure("second", "Second");
    const token = newSecret();
    await catalog.invitations.create({
      organization_id: "second",
      email: "ada@example.com",
      role: "viewer",
      token_hash: hashSecret(token),
      invited_by: "test",
      expires_at: Date.now() + 60_000,
    });
    await catalog.close();
    const accept = (password: string) =>
      new TestBrowser(server.url).send("POST", "/api/v1/invitations/accept", { token, password });
    expect(await status(accept("another long password"))).toBe(401);
    expect(await status(accept(goodPassword))).toBe(201);
    const browser = await signIn(server.url, "ada@example.com");
    expect(await accountOf(browser)).toMatchObject({ organizationId: "default", role: "owner" });
    const enter = { organizationId: "second" };
    expect(await status(browser.send("PUT", "/api/v1/account/organization", enter))).toBe(200);
    expect(await accountOf(browser)).toMatchObject({ organizationId: "second", role: "viewer" });
    expect(await status(browser.get("/api/v1/segments"))).not.toBe(200);
  });
});

describe("one's own sign-ins", () => {
  test("are listed and ended one by one, or all at once", async () => {
    await createMember(owner, "viewer", "many@example.com");
    const browsers = [
      await signIn(server.url, "many@example.com"),
      await signIn(server.url, "many@example.com"),
    ];
    const [one, two] = browsers as [TestBrowser, TestBrowser];
    const list = async () =>
      ((await one.get("/api/v1/account/sign-ins")).body as { signIns: { id: string; isCurrent: boolean }[] })
        .signIns;
    expect((await list()).filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(await list()).toHaveLength(3);
    const before = new Set(await Promise.all([one, two].map(currentId)));
    expect(await status(one.send("DELETE", `/api/v1/account/sign-ins/${await currentId(two)}`))).toBe(200);
    expect(before.size).toBe(2);
    expect(await status(two.get("/api/v1/account"))).toBe(401);
    expect(await status(owner.send("DELETE", `/api/v1/account/sign-ins/${await currentId(one)}`))).toBe(404);
    expect(await status(one.send("POST", "/api/v1/account/sign-out-everywhere"))).toBe(200);
    expect(one.cookies.size).toBe(0);
    const catalog = await openCatalog();
    const account = await catalog.accounts.byEmail("many@example.com");
    expect(await catalog.signIns.list(account!.id, 0)).toEqual([]);
    await catalog.close();
  });

  test("end by signing out, also for whoever has kept the cookie", async () => {
    const browser = await signIn(server.url, "many@example.com");
    const secret = browser.cookies.get("tidemark")!;
    expect(await status(browser.send("POST", "/api/v1/account/sign-out"))).toBe(200);
    expect(browser.cookies.size).toBe(0);
    browser.cookies.set("tidemark", secret);
    expect(await status(browser.get("/api/v1/account"))).toBe(401);
  });

  test("end in every other browser when the password changes", async () => {
    const [one, two] = [
      await signIn(server.url, "many@example.com"),
      await signIn(server.url, "many@example.com"),
    ];
    const change = (currentPassword: string, newPassword: string) =>
      status(one.send("POST", "/api/v1/account/password", { currentPassword, newPassword }));
    expect(await change("wrong password", "a new long password")).toBe(400);
    expect(await change(goodPassword, "short")).toBe(400);
    expect(await change(goodPassword, "a new long password")).toBe(200);
    expect(await status(one.get("/api/v1/account"))).toBe(200);
    expect(await status(two.get("/api/v1/account"))).toBe(401);
    await signIn(server.url, "many@example.com", "a new long password");
  });

  async function currentId(browser: TestBrowser): Promise<string> {
    const { body } = await browser.get("/api/v1/account/sign-ins");
    return (body as { signIns: { id: string; isCurrent: boolean }[] }).signIns.find(
      ({ isCurrent }) => isCurrent,
    )!.id;
  }
});

test("with several projects, people choose one; the list of them needs no choice", async () => {
  const made = await owner.send("POST", "/api/v1/projects", { name: "Second" });
  expect(made.status).toBe(201);
  const { id } = made.body as { id: string };
  const { body } = await owner.get("/api/v1/projects");
  expect((body as { projects: { id: string }[] }).projects.map((one) => one.id)).toEqual(["default", id]);
  expect(await status(owner.get(`/api/v1/projects/${id}`))).toBe(200);
  expect(await status(owner.get("/api/v1/segments"))).toBe(400);
  expect(await status(owner.get("/api/v1/segments", { "X-Project-Id": id }))).toBe(200);
  expect(await status(owner.get("/api/v1/members"))).toBe(200);
});

test("what people did is in the audit log, without secrets", async () => {
  const catalog = await openCatalog();
  const entries = await catalog.auditLog.list({ organization_id: "default", project_id: null }, 1_000);
  await catalog.close();
  const actions = new Set(entries.map(({ action }) => action));
  for (const action of [
    "organization.claimed",
    "account.signed_in",
    "account.signed_out",
    "account.signed_out_everywhere",
    "account.renamed",
    "account.password_changed",
    "invitation.created",
    "invitation.withdrawn",
    "invitation.accepted",
    "member.role_changed",
    "member.removed",
  ])
    expect(actions).toContain(action);
  const { id } = await accountOf(owner);
  expect(entries.find(({ action }) => action === "member.role_changed")).toMatchObject({
    actor_kind: "user",
    actor_id: id,
    before: { role: "viewer" },
    after: { role: "admin" },
  });
  const text = JSON.stringify(entries);
  for (const secret of [goodPassword, owner.cookies.get("tidemark")!, "argon2", "127.0.0.1"])
    expect(text).not.toContain(secret);
});

async function openCatalog(): Promise<Catalog> {
  const dialect = openSqlite(join(server.folder, "catalog.db"));
  return Catalog.open({ dialect, clock: systemClock, ids: createIdSource() });
}
