import { afterEach, expect, test } from "bun:test";
import { ImportClient } from "./import-client.ts";

/** A server that answers as it is told, one answer after the other, the last one for good. */
function serverThat(...answers: readonly (() => Response)[]): { url: string; requests: string[] } {
  const requests: string[] = [];
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (req) => {
      requests.push(`${new URL(req.url).pathname}${new URL(req.url).search} ${await req.text()}`);
      return answers[Math.min(requests.length, answers.length) - 1]!();
    },
  });
  return { url: server.url.href.replace(/\/$/, ""), requests };
}

let server: Bun.Server<undefined> | undefined;
afterEach(() => server?.stop(true));

const counts = {
  accepted: 1,
  duplicate: 2,
  rejected: [{ index: 0, code: "too_long", field: "name", message: "" }],
  filtered: 0,
};
const good = () => Response.json(counts, { status: 202 });
const away = () =>
  Response.json(
    { error: { code: "log_full", message: "The event log is full." } },
    { status: 503, headers: { "Retry-After": "0" } },
  );

function client(url: string, more: { waits?: string[]; signal?: AbortSignal } = {}): ImportClient {
  const { waits = [], signal = new AbortController().signal } = more;
  const backOff = { firstMs: 1, ceilingMs: 5, random: () => 1 };
  return new ImportClient({ url, signal, backOff, onWait: (why) => void waits.push(why) });
}

const patienceMs = 10_000;

test("a batch is answered; the bound of the search goes along", async () => {
  const { url, requests } = serverThat(good);
  const expected = {
    accepted: 1,
    duplicate: 2,
    rejected: [{ index: 0, code: "too_long", field: "name" }],
    filtered: 0,
    wasResent: false,
  };
  expect(await client(url).send("[1]", 17, patienceMs)).toEqual({ ok: true, value: expected });
  await client(url).send("[2]", undefined, patienceMs);
  expect(requests).toEqual(["/api/v1/events/import?seqBefore=17 [1]", "/api/v1/events/import [2]"]);
});

test("what may pass is waited for, and the same batch sent again", async () => {
  const waits: string[] = [];
  const { url, requests } = serverThat(away, () => new Response("busy", { status: 429 }), away, good);
  expect(await client(url, { waits }).send("[1]", 0, patienceMs)).toMatchObject({
    ok: true,
    value: { accepted: 1, wasResent: true },
  });
  expect(requests).toEqual(Array.from({ length: 4 }, () => "/api/v1/events/import?seqBefore=0 [1]"));
  expect(waits[0]).toBe(`${url} answers 503: The event log is full.`);
});

test("a pause is as long as the server asks for", async () => {
  const { url } = serverThat(() => new Response("", { status: 503, headers: { "Retry-After": "1" } }), good);
  const startedAt = performance.now();
  await client(url).send("[]", 0, patienceMs);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
});

test("a server that goes away in the middle is tried again, then given up", async () => {
  const { url } = serverThat(good);
  await server!.stop(true);
  const answer = await client(url).send("[]", 0, 50);
  expect(answer).toMatchObject({
    ok: false,
    error: expect.stringMatching(/does not answer: .*; given up after \d+ attempts/),
  });
});

test("an interruption ends the waiting at once", async () => {
  const { url } = serverThat(() => new Response("", { status: 503, headers: { "Retry-After": "60" } }));
  const stop = new AbortController();
  const sent = client(url, { signal: stop.signal }).send("[]", 0, 600_000);
  setTimeout(() => stop.abort(), 20);
  expect(await sent).toEqual({ ok: false, error: "interrupted" });
});

test.each([
  [401, "Credentials are missing"],
  [404, "There is no such thing"],
  [413, "The body is larger"],
])("%d is not tried again", async (status, message) => {
  const { url, requests } = serverThat(() => Response.json({ error: { message } }, { status }));
  expect(await client(url).send("[]", 0, patienceMs)).toEqual({
    ok: false,
    error: `${url} answers ${status}: ${message}`,
  });
  expect(requests.length).toBe(1);
});

test("an answer of somebody else is no answer", async () => {
  const { url } = serverThat(() => new Response("<html>Welcome!</html>"));
  const error = `${url} gives an answer that is not Tidemark's; is it the right address?`;
  expect(await client(url).send("[]", 0, patienceMs)).toEqual({ ok: false, error });
  expect(await client(url).ingestion(0, patienceMs)).toEqual({ ok: false, error });
});
