import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  type LocalProvider,
  signInAtProvider,
  startProvider,
} from "../../../test/harness/openid-provider.ts";
import { Outbound } from "../outbound/outbound.ts";
import { OpenId, type OpenIdOptions } from "./open-id.ts";

const redirectUrl = "http://app.test/sign-in/provider/return";
let provider: LocalProvider;

beforeAll(async () => {
  provider = await startProvider(redirectUrl, {
    ada: { email: "Ada@Example.com", email_verified: true, name: "Ada" },
    eve: { email: "ada@example.com", email_verified: false },
    nobody: {},
  });
});

afterAll(async () => {
  await provider.stop();
});

function openId(more: Partial<OpenIdOptions> = {}): OpenId {
  return new OpenId({
    issuer: provider.issuer,
    clientId: "tidemark",
    clientSecret: "client-secret",
    redirectUrl: () => redirectUrl,
    outbound: new Outbound({ privateHosts: ["127.0.0.1"] }),
    ...more,
  });
}

async function begun(one: OpenId) {
  const begin = await one.begin();
  if (!begin.ok) throw begin.error;
  return begin.value;
}

async function personOf(login: string) {
  const one = openId();
  const { url, attempt } = await begun(one);
  const back = await signInAtProvider(url, login);
  return one.finish(back.searchParams, attempt);
}

describe("with a real provider", () => {
  test("a person signs in, and the provider vouches for the e-mail", async () => {
    const person = { issuer: provider.issuer, subject: "ada", email: "ada@example.com", name: "Ada" };
    expect(await personOf("ada")).toEqual({ ok: true, value: person });
  });

  test("an e-mail that the provider has not verified is none", async () => {
    expect(await personOf("eve")).toMatchObject({ ok: true, value: { subject: "eve", email: null } });
    expect(await personOf("nobody")).toMatchObject({ ok: true, value: { subject: "nobody", email: null } });
  });

  test("the request carries PKCE, state and nonce, new each time", async () => {
    const one = openId();
    const [first, second] = [await begun(one), await begun(one)];
    const query = new URL(first.url).searchParams;
    expect(query.get("response_type")).toBe("code");
    expect(query.get("code_challenge_method")).toBe("S256");
    expect(query.get("code_challenge")).not.toBe(first.attempt.verifier);
    expect(query.get("state")).toBe(first.attempt.state);
    expect(query.get("nonce")).toBe(first.attempt.nonce);
    for (const key of ["state", "nonce", "verifier"] as const)
      expect(first.attempt[key]).not.toBe(second.attempt[key]);
  });

  test.each(["state", "nonce", "verifier"] as const)("another attempt's %s is refused", async (key) => {
    const one = openId();
    const [mine, other] = [await begun(one), await begun(one)];
    const back = await signInAtProvider(mine.url, "ada");
    const mixed = { ...mine.attempt, [key]: other.attempt[key] };
    expect((await one.finish(back.searchParams, mixed)).ok).toBe(false);
  });

  test("a code works once, and an answer without one not at all", async () => {
    const one = openId();
    const { url, attempt } = await begun(one);
    const back = await signInAtProvider(url, "ada");
    expect((await one.finish(back.searchParams, attempt)).ok).toBe(true);
    expect((await one.finish(back.searchParams, attempt)).ok).toBe(false);
    const denied = new URLSearchParams({
      error: "access_denied",
      state: attempt.state,
      iss: provider.issuer,
    });
    expect((await one.finish(denied, attempt)).ok).toBe(false);
  });

  test("a wrong client secret is refused by the provider", async () => {
    const wrong = openId({ clientSecret: "wrong" });
    const { url, attempt } = await begun(wrong);
    const back = await signInAtProvider(url, "ada");
    expect((await wrong.finish(back.searchParams, attempt)).ok).toBe(false);
  });

  test("a provider at a private address is not asked unless the operator names it", async () => {
    const guarded = openId({ outbound: new Outbound({ privateHosts: [] }) });
    expect((await guarded.begin()).ok).toBe(false);
  });
});
