import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "./harness/expect-error.ts";
import { type Answer, LocalServer } from "./harness/local-server.ts";

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

function rateHeaders({ headers }: Answer) {
  return {
    limit: headers.get("ratelimit-limit"),
    remaining: headers.get("ratelimit-remaining"),
    reset: headers.get("ratelimit-reset"),
    policy: headers.get("ratelimit-policy"),
  };
}

async function inLanes(
  count: number,
  ask: (index: number) => Promise<Answer>,
  lanes = 50,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) answers.push(await ask(next++));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}
