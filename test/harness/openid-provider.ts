import { type RequestListener, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A person whom the provider knows; the login is also the subject. */
export interface ProviderPerson {
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

export interface LocalProvider {
  readonly issuer: string;
  stop(): Promise<void>;
}

interface ProviderClass {
  new (issuer: string, configuration: object): { callback(): RequestListener };
}

/** A real OpenID provider on loopback with one client, `tidemark` and `client-secret`. */
export async function startProvider(
  redirectUrl: string,
  people: Readonly<Record<string, ProviderPerson>>,
): Promise<LocalProvider> {
  // @ts-expect-error -- the library brings no types.
  const { default: Provider } = (await import("oidc-provider")) as { default: ProviderClass };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "tidemark",
        client_secret: "client-secret",
        redirect_uris: [redirectUrl],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    pkce: { required: () => true },
    cookies: { keys: ["a key for tests"] },
    findAccount: (_ctx: unknown, login: string) => ({
      accountId: login,
      claims: () => ({ sub: login, ...people[login] }),
    }),
  });
  server.on("request", provider.callback());
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What a browser does at the provider: signs in, consents, and is sent back; answers the URL it is sent back to. */
export async function signInAtProvider(authorizationUrl: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(authorizationUrl);
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 12; step++) {
    const answer = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form === undefined ? {} : { body: form }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      cookies.set(name!, value!);
    }
    const page = await answer.text();
    const location = answer.headers.get("location");
    form = undefined;
    if (location !== null) {
      const next = new URL(location, url);
      if (next.host !== url.host) return next;
      url = next;
      continue;
    }
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
    const [, prompt] = /name="prompt" value="([^"]+)"/.exec(page) ?? [];
    if (action === undefined || prompt === undefined) throw new Error(`no form at the provider: ${page}`);
    url = new URL(action.replaceAll("&amp;", "&"), url);
    form = new URLSearchParams({ prompt, login, password: "any" });
  }
  throw new Error("the provider does not send the browser back");
}
