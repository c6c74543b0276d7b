import { TestBrowser } from "./test-browser.ts";

export const goodPassword = "correct horse battery staple";

/** A running platform, as far as its first owner needs it. */
interface OwnedServer {
  readonly url: string;
  banner(): string;
}

/** The secret of the link that the start has printed. */
export function ownerToken(server: OwnedServer): string {
  const [, token] = /\/welcome#([\w-]+)/.exec(server.banner()) ?? [];
  if (token === undefined) throw new Error(`no link for the owner in: ${server.banner()}`);
  return token;
}

/** A browser in which the first owner, ada@example.com, has signed in. */
export async function createOwner(server: OwnedServer): Promise<TestBrowser> {
  const browser = new TestBrowser(server.url);
  const owner = {
    token: ownerToken(server),
    email: "ada@example.com",
    name: "Ada",
    password: goodPassword,
  };
  await expectStatus(browser.send("POST", "/api/v1/account/owner", owner), 201);
  return browser;
}

/** A browser in which a new member has signed in; the invitation is one of `inviter`'s. */
export async function createMember(
  inviter: TestBrowser,
  role: string,
  email = `${role}@example.com`,
): Promise<TestBrowser> {
  const invited = await expectStatus(inviter.send("POST", "/api/v1/invitations", { email, role }), 201);
  return acceptLink((invited.body as { link: string }).link, role);
}

/** A browser in which whoever was handed the link has signed in, with a new account. */
export async function acceptLink(link: string, name = ""): Promise<TestBrowser> {
  const { origin, hash } = new URL(link);
  const browser = new TestBrowser(origin);
  const accepted = { token: hash.slice(1), name, password: goodPassword };
  await expectStatus(browser.send("POST", "/api/v1/invitations/accept", accepted), 201);
  return browser;
}

export async function signIn(url: string, email: string, password = goodPassword): Promise<TestBrowser> {
  const browser = new TestBrowser(url);
  await expectStatus(browser.send("POST", "/api/v1/account/sign-in", { email, password }), 200);
  return browser;
}

async function expectStatus<Shown extends { status: number; body: unknown }>(
  promise: Promise<Shown>,
  status: number,
): Promise<Shown> {
  const shown = await promise;
  if (shown.status !== status) throw new Error(`${shown.status} ${JSON.stringify(shown.body)}`);
  return shown;
}
