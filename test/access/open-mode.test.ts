import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { startTidemark } from "../../src/app/compose.ts";
import { readConfig } from "../../src/app/config.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { AccessDesk } from "../harness/access-desk.ts";
import { type Answer, LocalServer, type RequestHeaders } from "../harness/local-server.ts";

/* Where nobody has configured anything, the commands of the documents work as they are written; and where that ends. */

const event = { userId: "u1", eventName: "signup" };
const reportsEvent = [{ ts: "2024-01-01T12:00:00Z", user_id: "u", type: "page_view" }];
const codeOf = ({ status, body }: Answer) => [status, (body as { error?: { code: string } }).error?.code];

describe("in open mode", () => {
  let server: LocalServer;

  beforeAll(async () => {
    server = await LocalServer.start();
  }, 60_000);
  afterAll(() => server.stop());

  test("the documents' commands work as written: without a key, and with what stands there for one", async () => {
    const sent: RequestHeaders[] = [
      {},
      { apikey: "YOUR_ANON_KEY" },
      { "X-API-Key": "your-api-key" },
      { "X-API-Key": "sample-api-key-789" },
      { Authorization: "Bearer <jwt-token>" },
      { Authorization: "Bearer jwt-token" },
      // Of a proxy on the way, not for us.
      { Authorization: "Basic YTpi" },
    ];
    for (const headers of sent) {
      expect([headers, (await server.get("/api/v1/events/summary", headers)).status]).toEqual([headers, 200]);
      expect((await server.post("/ingest-event", { site_id: "s", event_type: "a" }, headers)).status).toBe(
        202,
      );
    }
  });

  test("any other credential has to be right", async () => {
    for (const headers of [
      { "X-API-Key": "sample-api-key-788" },
      { apikey: "YOUR_ANON_KEYS" },
      { Authorization: "Bearer tmk_000000000000_1111" },
      { Authorization: "Bearer eyJhbGciOiJub25lIn0.e30." },
    ]) {
      expect(codeOf(await server.get("/api/v1/events/summary", headers as never))).toEqual([
        401,
        "unauthorized",
      ]);
    }
  });

  test("the reports dialect wants a token, as its document says; the document's own is enough", async () => {
    const path = "/api/analytics/ingest";
    expect(codeOf(await server.post(path, reportsEvent))).toEqual([401, "unauthorized"]);
    expect(codeOf(await server.get("/api/analytics/reports/dau"))).toEqual([401, "unauthorized"]);
    expect((await server.post(path, reportsEvent, { Authorization: "Bearer <jwt-token>" })).status).toBe(200);
    expect((await server.get("/api/analytics/healthz")).status).not.toBe(401);
  });

  test("a token with the secret that was made at the first start is taken, and only its owner can read that", async () => {
    const file = join(server.folder, "jwt-secret");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const secret = (await Bun.file(file).text()).trim();
    expect(secret.length).toBeGreaterThanOrEqual(43);
    const token = (claims: object) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: "HS256" })
        .setExpirationTime("1m")
        .sign(Buffer.from(secret));
    const send = async (claims: object) =>
      server.post("/api/analytics/ingest", reportsEvent, { Authorization: `Bearer ${await token(claims)}` });
    expect((await send({ sub: "service" })).status).toBe(200);
    expect(codeOf(await send({ permissions: ["read"] }))).toEqual([403, "forbidden"]);
    // An issuer cannot make organizations and projects up.
    for (const claims of [
      { org_id: "made-up" },
      { project_id: "made-up" },
      { org_id: "made-up", project_id: "default" },
    ]) {
      expect(codeOf(await send(claims))).toEqual([401, "unauthorized"]);
    }
  });

  test("the secret is the same after a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-secret-"));
    const secrets: string[] = [];
    for (let start = 0; start < 2; start++) {
      const desk = await AccessDesk.open(folder);
      secrets.push(await Bun.file(join(folder, "jwt-secret")).text());
      await desk.close();
    }
    expect(secrets[1]).toBe(secrets[0]);
    await rm(folder, { recursive: true });
  });

  test("a page of another site can send events, but change nothing, and no name but ours is answered", async () => {
    const evil = { Origin: "https://evil.example" };
    expect((await server.post("/api/v1/events", event, evil)).status).toBe(202);
    expect(codeOf(await server.post("/api/v1/keys", { name: "k", permissions: ["admin"] }, evil))).toEqual([
      403,
      "forbidden",
    ]);
    expect(codeOf(await server.post("/api/v1/funnels", {}, { Origin: "null" }))).toEqual([403, "forbidden"]);
    // The stranger's name leads here, so the browser believes that the page is of our origin.
    const rebound = { Host: "evil.example:3000", Origin: "http://evil.example:3000" };
    expect(codeOf(await server.get("/api/v1/events/summary", rebound))).toEqual([403, "forbidden"]);
    expect(codeOf(await server.post("/api/v1/keys", { name: "k", permissions: ["admin"] }, rebound))).toEqual(
      [403, "forbidden"],
    );
    const ours = { Origin: server.url };
    expect((await server.post("/api/v1/keys", { name: "k", permissions: ["read"] }, ours)).status).toBe(201);
    expect(
      (await server.get("/api/v1/events/summary", { Host: `localhost:${new URL(server.url).port}` })).status,
    ).toBe(200);
  });

  test("another project of the organization can be chosen, one that is not there cannot", async () => {
    const { id } = (await server.post("/api/v1/projects", { name: "Second" })).body as { id: string };
    expect((await server.get("/api/v1/events/summary", { "X-Project-Id": id })).status).toBe(200);
    expect((await server.get(`/api/v1/events/summary?project=${id}`)).status).toBe(200);
    expect(codeOf(await server.get("/api/v1/events/summary", { "X-Project-Id": "prj_none" }))).toEqual([
      404,
      "not_found",
    ]);
    expect(codeOf(await server.get("/api/v1/events/summary?project=__proto__"))).toEqual([404, "not_found"]);
  });
});

describe("when it is not open", () => {
  let server: LocalServer;

  beforeAll(async () => {
    server = await LocalServer.start({ TIDEMARK_OPEN: "no", JWT_SECRET: "s".repeat(40) });
  }, 60_000);
  afterAll(() => server.stop());

  test("nobody is served without a credential, and what documents write is none", async () => {
    for (const headers of [
      {},
      { "X-API-Key": "sample-api-key-789" },
      { apikey: "YOUR_ANON_KEY" },
      { Authorization: "Bearer <jwt-token>" },
    ]) {
      expect(codeOf(await server.get("/api/v1/events/summary", headers as never))).toEqual([
        401,
        "unauthorized",
      ]);
      expect(codeOf(await server.post("/collect", { type: "x", sessionId: "s" }, headers as never))).toEqual([
        401,
        "unauthorized",
      ]);
    }
    expect((await server.get("/healthz")).status).not.toBe(401);
  });

  test("a configured secret is taken, and none is made", async () => {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1m")
      .sign(Buffer.from("s".repeat(40)));
    expect((await server.get("/api/v1/events/summary", { Authorization: `Bearer ${token}` })).status).toBe(
      200,
    );
    expect(await Bun.file(join(server.folder, "jwt-secret")).exists()).toBe(false);
  });
});

describe("a server beyond this machine", () => {
  const start = async (env: Record<string, string>) => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-beyond-"));
    const config = readConfig({ PORT: "0", HOST: "0.0.0.0", ...env, TIDEMARK_DATA: folder });
    if (!config.ok) throw new Error(config.error.join());
    const started = await startTidemark(config.value, silentLogger);
    let outcome: string | number;
    if (started.ok) {
      const { port } = new URL(started.value.url);
      outcome = (await fetch(`http://127.0.0.1:${port}/api/v1/keys`)).status;
      await started.value.stop();
    } else outcome = started.error;
    await rm(folder, { recursive: true, force: true });
    return outcome;
  };

  test("is not open, unless that is said in so many words", async () => {
    expect(await start({})).toBe(401);
    expect(await start({ TIDEMARK_OPEN: "yes" })).toBe(200);
  }, 30_000);

  test("does not start with a secret that can be guessed", async () => {
    expect(await start({ JWT_SECRET: "short" })).toContain("shorter than 32 bytes");
    expect(await start({ JWT_SECRET: "your-super-secret-jwt-key-change-in-production" })).toContain(
      "everybody knows",
    );
    expect(await start({ JWT_SECRET_KEY: "your-jwt-secret-key" })).toContain("everybody knows");
    expect(await start({ JWT_SECRET: "a".repeat(40), JWT_SECRET_KEY: "b".repeat(40) })).toContain("differ");
  }, 30_000);
});
