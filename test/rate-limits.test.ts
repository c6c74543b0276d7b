import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccessDesk } from "./harness/access-desk.ts";
import { expectError } from "./harness/expect-error.ts";
import { type Answer, LocalServer } from "./harness/local-server.ts";
import { RedisProcess } from "./harness/redis-process.ts";
import { health, postJson } from "./harness/server-api.ts";
import { ServerProcess } from "./harness/server-process.ts";

/*
 * Rate limits over the network. Strangers come through a proxy here, because whoever is on this machine is
 * not limited by address.
 */

describe("without credentials", () => {
  const readsPerMinute = 60;
  const ingestPerMinute = 120;
  let server: LocalServer;

  beforeAll(async () => {
    server = await LocalServer.start({
      TIDEMARK_PROXY_HOPS: "1",
      TIDEMARK_ADDRESS_READS_PER_MINUTE: String(readsPerMinute),
      TIDEMARK_ADDRESS_INGEST_PER_MINUTE: String(ingestPerMinute),
    });
  });

  afterAll(() => server.stop());

  const read = (address: string) => server.get("/healthz", { "X-Forwarded-For": address });
  const send = (address: string) =>
    server.post("/collect", { type: "a", sessionId: "s" }, { "X-Forwarded-For": address });

  test("200 clients of one address are admitted the stated number", async () => {
    await expectAdmitted(() => read("203.0.113.1"), readsPerMinute);
    await expectAdmitted(() => send("203.0.113.1"), ingestPerMinute);
  });

  test("what one address has used up is no other's loss, and a /64 counts as one address", async () => {
    await expectAdmitted((index) => read(`2001:db8:0:1::${index.toString(16)}`), readsPerMinute);
    expect((await read("2001:db8:0:2::1")).status).toBe(200);
    expect((await read("203.0.113.3")).status).toBe(200);
  });

  test("an answer says what is left, and a refusal when to come again", async () => {
    const first = await read("203.0.113.4");
    expect(rateHeaders(first)).toEqual({ limit: "60", remaining: "59", reset: "1", policy: "60;w=60" });
    expect(first.headers.get("retry-after")).toBeNull();
    await Promise.all(Array.from({ length: 80 }, () => read("203.0.113.4")));
    const refused = await read("203.0.113.4");
    expectError(refused, "rate_limited", undefined, /^At most 60 requests in 1 min; try again in 1 s\.$/);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(rateHeaders(refused)).toMatchObject({ limit: "60", remaining: "0", reset: "60" });
  });

  test("pages of other origins may read what the headers say", async () => {
    const answer = await server.get("/healthz", {
      Origin: "https://shop.example",
      "X-Forwarded-For": "203.0.113.5",
    });
    expect(answer.headers.get("access-control-expose-headers")).toContain("RateLimit-Remaining, ");
  });

  test("wrong credentials are counted by address, so guessing has an end", async () => {
    const guess = (index: number) =>
      server.get("/api/v1/events/summary", {
        "X-API-Key": `tmk_${index}`,
        "X-Forwarded-For": "203.0.113.6",
      });
    await expectAdmitted(guess, readsPerMinute, 401);
  });

  test("this machine is not limited: the documents' loops run as they are", async () => {
    const answers = await inLanes(1_000, () =>
      server.post("/ingest-event", { site_id: "s", event_type: "a" }),
    );
    expect(answers.filter(({ status }) => status !== 202)).toEqual([]);
    expect(rateHeaders(answers[0]!)).toEqual({ limit: null, remaining: null, reset: null, policy: null });
  });

  /** Sends 400 requests in 200 lanes; tokens that come back meanwhile are admitted as well. */
  async function expectAdmitted(
    ask: (index: number) => Promise<Answer>,
    perMinute: number,
    admittedStatus = 200,
  ): Promise<void> {
    const startedAt = performance.now();
    const answers = await inLanes(400, ask, 200);
    const cameBack = Math.ceil(((performance.now() - startedAt) / 60_000) * perMinute);
    const admitted = answers.filter(({ status }) => status === admittedStatus).length;
    expect(answers.filter(({ status }) => status !== admittedStatus && status !== 429)).toEqual([]);
    expect(admitted).toBeGreaterThanOrEqual(perMinute);
    expect(admitted).toBeLessThanOrEqual(perMinute + cameBack);
  }
});

describe("with a key", () => {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-rates-"));
  const servers: ServerProcess[] = [];
  let key = "";
  let chosen = "";
  let redis: RedisProcess | null = null;

  /** What each server starts with a copy of, as if they shared one catalog. */
  const template = join(folder, "template");

  beforeAll(async () => {
    await mkdir(template);
    const desk = await AccessDesk.open(template);
    key = await desk.key("default", ["ingest", "read", "admin"]);
    chosen = await desk.key("default", ["read"], { readsPerMinute: 5 });
    await desk.close();
  });

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.kill()));
  });

  afterAll(async () => {
    await redis?.kill();
    await rm(folder, { recursive: true });
  });

  // A day for all of them, so that none comes back while the test runs.
  const stated = { RATE_LIMIT_MAX_REQUESTS: "150", RATE_LIMIT_WINDOW_MS: "86400000" };

  async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
    const dataFolder = mkdtempSync(join(folder, "server-"));
    await cp(template, dataFolder, { recursive: true });
    const server = await ServerProcess.listening({ dataFolder, env: { ...stated, ...env } });
    servers.push(server);
    return server;
  }

  test("200 clients at once are admitted exactly the stated number", async () => {
    const server = await start();
    const ask = () => askUsage(server, key);
    expect(tally(await inLanes(600, ask, 200))).toEqual({ 200: 150, 429: 450 });
    // Events have a budget of their own, and so have other keys and other dialects.
    expect((await postJson(server, "/collect", { type: "a" })).status).toBe(200);
    expect((await askUsage(server, chosen)).status).toBe(200);
    const elsewhere = await fetch(`${server.url}/api/metrics`, { headers: { "X-API-Key": key } });
    expect(elsewhere.status).toBe(200);
  });

  test("a key's own number goes before the server's, and usage tells both", async () => {
    const server = await start();
    const first = await askUsage(server, chosen);
    const { rates } = (await first.json()) as { rates: unknown };
    const own = { requests: 5, windowMs: 60_000 };
    expect(rates).toEqual({
      ingest: { requests: 3_000_000, windowMs: 60_000 },
      read: own,
      reports: own,
      platform: own,
    });
    expect(first.headers.get("ratelimit-policy")).toBe("5;w=60");
    const more = await inLanes(10, () => askUsage(server, chosen), 10);
    expect(tally(more)[200]).toBe(4);
  });

  test.skipIf(!RedisProcess.isInstalled)(
    "200 clients of two servers with one Redis are admitted it together (needs redis-server in the path)",
    async () => {
      redis = await RedisProcess.start();
      const env = { REDIS_URL: redis.url };
      const pair = await Promise.all([start(env), start(env)]);
      const ask = (index: number) => askUsage(pair[index % 2]!, key);
      expect(tally(await inLanes(600, ask, 200))).toEqual({ 200: 150, 429: 450 });

      // Redis goes: each counts for itself, says so, and takes events as before.
      await redis.kill();
      expect(tally(await inLanes(600, ask, 200))).toEqual({ 200: 300, 429: 300 });
      for (const server of pair) {
        expect((await postJson(server, "/collect", { type: "a" })).status).toBe(200);
        expect(await health(server)).toMatchObject({
          status: "degraded",
          parts: { bus: { status: "degraded", message: expect.stringContaining("this process alone") } },
        });
        expect(server.output.match(/Redis cannot be reached/g)).toHaveLength(1);
      }
    },
    60_000,
  );

  function askUsage(server: ServerProcess, credential: string): Promise<Response> {
    return fetch(`${server.url}/api/v1/usage`, { headers: { "X-API-Key": credential } });
  }
});

function tally(answers: readonly { readonly status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function rateHeaders({ headers }: Answer) {
  return {
    limit: headers.get("ratelimit-limit"),
    remaining: headers.get("ratelimit-remaining"),
    reset: headers.get("ratelimit-reset"),
    policy: headers.get("ratelimit-policy"),
  };
}

async function inLanes<Got>(count: number, ask: (index: number) => Promise<Got>, lanes = 50): Promise<Got[]> {
  const answers: Got[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) answers.push(await ask(next++));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}
