import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { freePort } from "../harness/free-port.ts";
import { LocalServer } from "../harness/local-server.ts";
import { type LocalProvider, signInAtProvider, startProvider } from "../harness/openid-provider.ts";
import { createMember, createOwner, goodPassword } from "../harness/people.ts";
import { TestBrowser } from "../harness/test-browser.ts";

// Passwords are slow to hash on purpose, and slower still on a busy machine.
setDefaultTimeout(30_000);

let provider: LocalProvider;
let server: LocalServer;
let owner: TestBrowser;

beforeAll(async () => {
  const port = await freePort();
  provider = await startProvider(`http://127.0.0.1:${port}/sign-in/provider/return`, {
    new: { email: "new@example.com", email_verified: true, name: "New" },
    "invited-1": { email: "invited@elsewhere.example", email_verified: true },
    "known-1": { email: "Known@example.com", email_verified: true },
    "known-2": { email: "known@example.com", email_verified: true },
    impostor: { email: "ada@example.com", email_verified: false },
    foreign: { email: "somebody@foreign.example", email_verified: true },
  });
  server = await LocalServer.start({
    PORT: String(port),
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: "tidemark",
    OIDC_CLIENT_SECRET: "client-secret",
    OIDC_EMAIL_DOMAINS: "Example.com, elsewhere.example",
    TIDEMARK_PRIVATE_HOSTS: "127.0.0.1",
  });
  owner = await createOwner(server);
}, 60_000);

afterAll(async () => {
  await server.stop();
  await provider.stop();
});

/** The browser comes back from the provider; what it is shown then. */
async function signInAs(login: string, browser = new TestBrowser(server.url)) {
  const left = await browser.get("/sign-in/provider");
  expect(left.status).toBe(303);
  const back = await signInAtProvider(left.headers.get("location")!, login);
  expect(back.origin).toBe(browser.url);
  const shown = await browser.get(`${back.pathname}${back.search}`);
  return { browser, back, shown };
}

async function emailOf(browser: TestBrowser): Promise<string> {
  return ((await browser.get("/api/v1/account")).body as { email: string }).email;
}

describe("signing in with a provider", () => {
  test("is offered, and leaves nothing behind that scripts could read", async () => {
    const browser = new TestBrowser(server.url);
    expect(String((await browser.get("/sign-in")).body)).toContain('href="/sign-in/provider"');
    const left = await browser.get("/sign-in/provider");
    expect(left.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Lax$/);
  });

  test("finds the account of the verified e-mail, and remembers the person", async () => {
    const member = await createMember(owner, "analyst", "known@example.com");
    const first = await signInAs("known-1");
    expect(first.shown.status).toBe(303);
    expect(first.shown.headers.get("location")).toBe("/account");
    expect(await emailOf(first.browser)).toBe("known@example.com");
    expect(first.browser.cookies.has("tidemark-provider")).toBe(false);
    const account = async (browser: TestBrowser) =>
      ((await browser.get("/api/v1/account")).body as { id: string; role: string }).id;
    const again = await signInAs("known-1");
    expect(await account(again.browser)).toBe(await account(member));
  });

  test("never finds one by an e-mail that is not verified", async () => {
    const { browser, shown } = await signInAs("impostor");
    expect(shown.status).toBe(403);
    expect(String(shown.body)).toContain("has not verified");
    expect(browser.cookies.has("tidemark")).toBe(false);
  });

  test("needs an invitation; the verified e-mail is enough to accept it", async () => {
    const refused = await signInAs("invited-1");
    expect(refused.shown.status).toBe(403);
    const invitation = { email: "invited@elsewhere.example", role: "viewer" };
    await owner.send("POST", "/api/v1/invitations", invitation);
    const { browser, shown } = await signInAs("invited-1");
    expect(shown.status).toBe(303);
    expect((await browser.get("/api/v1/account")).body).toMatchObject({
      email: "invited@elsewhere.example",
      role: "viewer",
      hasPassword: false,
    });
    expect((await owner.get("/api/v1/invitations")).body).toEqual({ invitations: [] });
    // There is no password to guess, and none to change.
    const guess = { email: "invited@elsewhere.example", password: goodPassword };
    expect((await new TestBrowser(server.url).send("POST", "/api/v1/account/sign-in", guess)).status).toBe(
      401,
    );
    const change = { currentPassword: "", newPassword: goodPassword };
    expect((await browser.send("POST", "/api/v1/account/password", change)).status).toBe(409);
  });

  test("is only for the configured domains", async () => {
    await owner.send("POST", "/api/v1/invitations", { email: "somebody@foreign.example", role: "viewer" });
    const { shown } = await signInAs("foreign");
    expect(shown.status).toBe(403);
    expect(String(shown.body)).toContain("domain");
  });

  test("takes no answer that another browser has asked for, none twice, and none that is made up", async () => {
    const { back } = await signInAs("known-1");
    const answer = `${back.pathname}${back.search}`;
    expect((await new TestBrowser(server.url).get(answer)).status).toBe(401);
    const other = new TestBrowser(server.url);
    await other.get("/sign-in/provider");
    expect((await other.get(answer)).status).toBe(401);
    expect(other.cookies.has("tidemark")).toBe(false);
    const third = new TestBrowser(server.url);
    await third.get("/sign-in/provider");
    for (const query of ["", "?code=x&state=y", "?error=access_denied&error_description=%3Cscript%3E"]) {
      const shown = await third.get(`/sign-in/provider/return${query}`);
      expect(shown.status).toBe(401);
      expect(String(shown.body)).not.toContain("<script>");
    }
    third.cookies.set("tidemark-provider", "%7Bnot json");
    expect((await third.get(answer)).status).toBe(401);
  });
});

test("with a default role, people of the configured domains come without an invitation", async () => {
  const port = await freePort();
  const own = await startProvider(`http://127.0.0.1:${port}/sign-in/provider/return`, {
    new: { email: "new@example.com", email_verified: true, name: "New" },
  });
  const open = await LocalServer.start({
    PORT: String(port),
    OIDC_ISSUER: own.issuer,
    OIDC_CLIENT_ID: "tidemark",
    OIDC_CLIENT_SECRET: "client-secret",
    OIDC_EMAIL_DOMAINS: "example.com",
    OIDC_DEFAULT_ROLE: "viewer",
    TIDEMARK_PRIVATE_HOSTS: "127.0.0.1",
  });
  await createOwner(open);
  const { browser } = await signInAs("new", new TestBrowser(open.url));
  expect((await browser.get("/api/v1/account")).body).toMatchObject({ name: "New", role: "viewer" });
  await open.stop();
  await own.stop();
}, 60_000);

test("a configuration that would let in anybody, or is not complete, is refused", async () => {
  const start = (env: Record<string, string>) => LocalServer.start(env).then(() => "started", String);
  expect(await start({ OIDC_ISSUER: "https://idp.example.com" })).toContain("OIDC_CLIENT_ID");
  expect(await start({ OIDC_DEFAULT_ROLE: "viewer" })).toContain("OIDC_EMAIL_DOMAINS");
  expect(await start({ OIDC_DEFAULT_ROLE: "owner" })).toContain("OIDC_DEFAULT_ROLE");
});
