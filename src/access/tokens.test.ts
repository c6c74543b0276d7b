import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { type JWTPayload, SignJWT, exportJWK, exportSPKI, generateKeyPair } from "jose";
import { silentLogger } from "../kernel/logger.ts";
import { Outbound } from "./outbound/outbound.ts";
import { Tokens, type TokensOptions, looksLikeToken } from "./tokens.ts";

const secret = "a secret of the test that is long enough";
const now = Date.UTC(2026, 0, 1);
const nowS = now / 1_000;

const rsa = await generateKeyPair("RS256", { extractable: true });
const ec = await generateKeyPair("ES256", { extractable: true });
let issuer: Bun.Server<undefined>;
let issuerWorks = true;
let asked = 0;

beforeAll(async () => {
  const keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: "r1", alg: "RS256" },
    { ...(await exportJWK(ec.publicKey)), kid: "e1", alg: "ES256" },
  ];
  issuer = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => {
      asked++;
      return issuerWorks ? Response.json({ keys }) : new Response("broken", { status: 500 });
    },
  });
});

afterAll(() => issuer.stop(true));

function tokens(more: Partial<TokensOptions> = {}): Tokens {
  return new Tokens({
    secret,
    keySetUrl: null,
    issuer: null,
    audience: null,
    clockSkewMs: 30_000,
    claimNames: { organization: "org_id", project: "project_id", permissions: "permissions" },
    outbound: new Outbound({ privateHosts: ["127.0.0.1"] }),
    clock: { now: () => now },
    logger: silentLogger,
    ...more,
  });
}

const byKeySet = (more: Partial<TokensOptions> = {}) =>
  tokens({ secret: null, keySetUrl: issuer.url.href, ...more });

function signed(claims: JWTPayload, key: string = secret): Promise<string> {
  return new SignJWT({ exp: nowS + 60, ...claims })
    .setProtectedHeader({ alg: "HS256" })
    .sign(Buffer.from(key));
}

const signedBy = (alg: "RS256" | "ES256", claims: JWTPayload = {}) =>
  new SignJWT({ exp: nowS + 60, ...claims })
    .setProtectedHeader({ alg, kid: alg === "RS256" ? "r1" : "e1" })
    .sign(alg === "RS256" ? rsa.privateKey : ec.privateKey);

/** Made by hand, because a good library does not make what is wrong. */
function forged(header: object, claims: object, sign: (input: string) => Buffer): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${sign(input).toString("base64url")}`;
}

const hmac = (key: string | Buffer) => (input: string) => createHmac("sha256", key).update(input).digest();

async function outcome(of: Tokens, text: string): Promise<string> {
  const identified = await of.identify(text);
  return identified.ok ? "taken" : identified.error.code;
}

describe("claims", () => {
  const principal = async (claims: JWTPayload) => {
    const identified = await tokens().identify(await signed(claims));
    if (!identified.ok) throw new Error(identified.error.message);
    const { kind, id, organization_id, project_id, permissions } = identified.value;
    return { kind, id, organization_id, project_id, permissions: [...permissions].toSorted() };
  };

  test("say who it is, for which project, with which permissions", async () => {
    const claims = { sub: "service-1", org_id: "acme", project_id: "prj_1", permissions: ["read", "write"] };
    expect(await principal(claims)).toEqual({
      kind: "token",
      id: "service-1",
      organization_id: "acme",
      project_id: "prj_1",
      permissions: ["read", "write"],
    });
  });

  test("that are not there have the narrow meaning", async () => {
    expect(await principal({})).toEqual({
      kind: "token",
      id: "token",
      organization_id: "default",
      project_id: "default",
      permissions: ["ingest", "read"],
    });
    expect(await principal({ org_id: "acme" })).toMatchObject({ organization_id: "acme", project_id: null });
  });

  test("of permissions may be words; unknown ones give nothing", async () => {
    expect((await principal({ permissions: "read openid root" })).permissions).toEqual(["read"]);
    expect((await principal({ permissions: [] })).permissions).toEqual([]);
    expect((await principal({ permissions: ["constructor", "__proto__"] })).permissions).toEqual([]);
  });

  test("of a wrong form are refused", async () => {
    for (const claims of [
      { org_id: 5 },
      { project_id: ["a"] },
      { permissions: { read: true } },
      { org_id: "x".repeat(65) },
    ]) {
      expect(await outcome(tokens(), await signed(claims as JWTPayload))).toBe("unauthorized");
    }
  });

  test("have the names that are configured", async () => {
    const named = tokens({ claimNames: { organization: "tenant", project: "app", permissions: "scope" } });
    const identified = await named.identify(await signed({ tenant: "acme", app: "p", scope: "ingest" }));
    expect(identified.ok && [identified.value.organization_id, identified.value.project_id]).toEqual([
      "acme",
      "p",
    ]);
  });
});

describe("times", () => {
  test("count with the skew that clocks may have, and a token without an end is none", async () => {
    expect(await outcome(tokens(), await signed({ exp: nowS - 29 }))).toBe("taken");
    expect(await outcome(tokens(), await signed({ exp: nowS - 31 }))).toBe("unauthorized");
    expect(await outcome(tokens(), await signed({ nbf: nowS + 29 }))).toBe("taken");
    expect(await outcome(tokens(), await signed({ nbf: nowS + 31 }))).toBe("unauthorized");
    expect(await outcome(tokens(), forged({ alg: "HS256" }, {}, hmac(secret)))).toBe("unauthorized");
    expect(await outcome(tokens(), forged({ alg: "HS256" }, { exp: "soon" }, hmac(secret)))).toBe(
      "unauthorized",
    );
  });

  test("a token that was good is not remembered beyond its end", async () => {
    let at = now;
    const remembering = tokens({ clock: { now: () => at } });
    const text = await signed({ exp: nowS + 5 });
    expect(await outcome(remembering, text)).toBe("taken");
    // The second time it is answered at once.
    expect(remembering.identify(text)).not.toBeInstanceOf(Promise);
    at = now + 36_000;
    expect(await outcome(remembering, text)).toBe("unauthorized");
  });
});

describe("issuer and audience", () => {
  test("have to be those that are configured", async () => {
    const strict = tokens({ issuer: "https://id.example", audience: "tidemark" });
    const good = { iss: "https://id.example", aud: ["tidemark", "other"] };
    expect(await outcome(strict, await signed(good))).toBe("taken");
    for (const wrong of [
      { iss: "https://id.example.evil" },
      { aud: "other" },
      { iss: undefined },
      { aud: undefined },
    ]) {
      expect(await outcome(strict, await signed({ ...good, ...wrong } as JWTPayload))).toBe("unauthorized");
    }
  });
});

describe("a key set", () => {
  test("checks RS256 and ES256, and is asked for once", async () => {
    const keySet = byKeySet();
    const before = asked;
    expect(await outcome(keySet, await signedBy("RS256"))).toBe("taken");
    expect(await outcome(keySet, await signedBy("ES256"))).toBe("taken");
    expect(asked - before).toBe(1);
  });

  test("does not check what another key has signed", async () => {
    const stranger = await generateKeyPair("RS256");
    const text = await new SignJWT({ exp: nowS + 60 })
      .setProtectedHeader({ alg: "RS256", kid: "r1" })
      .sign(stranger.privateKey);
    expect(await outcome(byKeySet(), text)).toBe("unauthorized");
    const unknown = await new SignJWT({ exp: nowS + 60 })
      .setProtectedHeader({ alg: "RS256", kid: "r9" })
      .sign(stranger.privateKey);
    expect(await outcome(byKeySet(), unknown)).toBe("unauthorized");
  });

  test("that cannot be had is no fault of the token", async () => {
    issuerWorks = false;
    expect(await outcome(byKeySet(), await signedBy("RS256"))).toBe("key_set_unavailable");
    issuerWorks = true;
    const away = tokens({ secret: null, keySetUrl: "http://127.0.0.1:1/keys" });
    expect(await outcome(away, await signedBy("RS256"))).toBe("key_set_unavailable");
    // A private address that nobody has allowed is not even asked.
    const guarded = byKeySet({ outbound: new Outbound({ privateHosts: [] }) });
    const before = asked;
    expect(await outcome(guarded, await signedBy("RS256"))).toBe("key_set_unavailable");
    expect(asked).toBe(before);
  });
});

describe("forged tokens are refused:", () => {
  const claims = { exp: nowS + 60, permissions: ["admin"] };

  test("without a signature, however `none` is written", async () => {
    for (const alg of ["none", "None", "NONE", "nOnE", "", undefined, null, 0]) {
      for (const both of [tokens(), tokens({ keySetUrl: issuer.url.href })]) {
        expect(
          await outcome(
            both,
            forged({ alg }, claims, () => Buffer.alloc(0)),
          ),
        ).toBe("unauthorized");
        expect(await outcome(both, forged({ alg }, claims, hmac(secret)))).toBe("unauthorized");
      }
    }
  });

  test("signed with the public key as if it were a secret", async () => {
    const pem = await exportSPKI(rsa.publicKey);
    const jwk = JSON.stringify(await exportJWK(rsa.publicKey));
    for (const key of [pem, pem.trim(), jwk]) {
      const text = forged({ alg: "HS256", kid: "r1" }, claims, hmac(key));
      expect(await outcome(byKeySet(), text)).toBe("unauthorized");
      expect(await outcome(tokens({ keySetUrl: issuer.url.href }), text)).toBe("unauthorized");
    }
  });

  test("with a key, or the address of one, that they bring along", async () => {
    const stranger = await generateKeyPair("RS256", { extractable: true });
    const jwk = { ...(await exportJWK(stranger.publicKey)), alg: "RS256" };
    for (const header of [
      { jwk },
      { jku: "http://127.0.0.1:1/evil" },
      { x5u: "http://127.0.0.1:1/evil" },
      { kid: "../../etc/passwd" },
    ]) {
      const text = await new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", ...header })
        .sign(stranger.privateKey);
      expect(await outcome(byKeySet(), text)).toBe("unauthorized");
    }
  });

  test("with another algorithm, another secret, changed claims, or critical headers nobody knows", async () => {
    const sha512 = (input: string) => createHmac("sha512", secret).update(input).digest();
    expect(await outcome(tokens(), forged({ alg: "HS512" }, claims, sha512))).toBe("unauthorized");
    expect(await outcome(tokens(), await signed(claims, "another secret that is long enough"))).toBe(
      "unauthorized",
    );
    const [header, , signature] = (await signed({ permissions: ["read"] })).split(".");
    const changed = Buffer.from(JSON.stringify(claims)).toString("base64url");
    expect(await outcome(tokens(), `${header}.${changed}.${signature}`)).toBe("unauthorized");
    const critical = forged({ alg: "HS256", crit: ["exp2"], exp2: 1 }, claims, hmac(secret));
    expect(await outcome(tokens(), critical)).toBe("unauthorized");
  });

  test("of another kind, broken, or without end", async () => {
    for (const text of [
      "a.b.c",
      "..",
      "e30.e30.",
      `e30.${"x".repeat(9_000)}.x`,
      "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.x",
    ]) {
      expect(await outcome(tokens(), text)).toBe("unauthorized");
    }
  });
});

test("a token is told from a key by its form", () => {
  expect(looksLikeToken("eyJhbGciOiJIUzI1NiJ9.e30.abc-_")).toBe(true);
  expect(looksLikeToken("tmk_abcdefghijkl_0123456789")).toBe(false);
  expect(looksLikeToken("a.b")).toBe(false);
  // Linear, whatever is sent: no part of the pattern overlaps the next.
  const startedAt = performance.now();
  looksLikeToken(`${"a".repeat(1_000_000)}!`);
  expect(performance.now() - startedAt).toBeLessThan(200);
});
