import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { LocalServer } from "../../../test/harness/local-server.ts";
import type { Format } from "./format.ts";
import type { Progress } from "./progress.ts";
import { type ImportJob, runImport } from "./run-import.ts";
import type { ImportEnd } from "./summary.ts";

let server: LocalServer;
beforeAll(async () => {
  server = await LocalServer.start();
});
afterAll(() => server.stop());

const quiet: Progress = { update: () => {}, note: () => {}, stop: () => {} };
const ndjson: Format = {
  name: "ndjson",
  options: { map: {}, constants: {}, timeFormat: "auto", numbers: [] },
};

/** Events of a file of its own, so that tests share a server and not their events. */
function fileOf(name: string, events: number): string {
  const lines = Array.from({ length: events }, (_, index) =>
    JSON.stringify({ name, time: Date.UTC(2012, 0, 1) + index, user_id: `${name}-${index % 50}`, n: index }),
  );
  return `${lines.join("\n")}\n`;
}

async function* chunksOf(bytes: Uint8Array, chunkBytes = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function importText(text: string, more: Partial<ImportJob> = {}): Promise<ImportEnd> {
  const signal = new AbortController().signal;
  const chunks = chunksOf(Buffer.from(text));
  const end = await runImport({ format: ndjson, chunks, url: server.url, progress: quiet, signal, ...more });
  if (!end.ok) throw new Error(end.error);
  return end.value;
}

const numbersOf = ({ tally, outcome, problem }: ImportEnd) => ({
  read: tally.read,
  stored: outcome?.stored,
  duplicate: outcome?.duplicate,
  rejected: tally.rejected(),
  problem,
});

async function storedEvents(name: string): Promise<number> {
  const { body } = await server.get("/api/v1/events/summary?includeBots=true");
  const { events } = body as { events: { eventName: string; count: number }[] };
  return events.find(({ eventName }) => eventName === name)?.count ?? 0;
}

const good = { rejected: [], problem: undefined };

describe("an import", () => {
  test("stores every event once, however often it is repeated", async () => {
    const text = fileOf("repeated", 5_000);
    expect(numbersOf(await importText(text))).toEqual({ read: 5_000, stored: 5_000, duplicate: 0, ...good });
    expect(numbersOf(await importText(text))).toEqual({ read: 5_000, stored: 0, duplicate: 5_000, ...good });
    const longer = `${text}${fileOf("repeated", 7)}`;
    expect(numbersOf(await importText(longer))).toEqual({
      read: 5_007,
      stored: 7,
      duplicate: 5_000,
      ...good,
    });
    expect(await storedEvents("repeated")).toBe(5_007);
  }, 60_000);

  test("finds repeated ids within the file", async () => {
    const line = (id: number) =>
      JSON.stringify({ name: "twice", time: 5, event_id: `twice-${id}`, user_id: "u" });
    const text = [1, 2, 1, 3, 2].map(line).join("\n");
    expect(numbersOf(await importText(text))).toEqual({ read: 5, stored: 3, duplicate: 2, ...good });
  }, 60_000);

  test("names the lines that cannot be imported, whoever found out", async () => {
    const name = "x".repeat(300);
    const lines = [
      "{",
      '{"time":"soon"}',
      '{"time":5}',
      `{"time":5,"name":"${name}"}`,
      "",
      '{"time":5,"name":"few-good"}',
      `{"time":5,"name":"${name}"}`,
    ];
    expect(numbersOf(await importText(lines.join("\n")))).toEqual({
      read: 6,
      stored: 1,
      duplicate: 0,
      rejected: [
        { reason: "too_long name", count: 2, firstLines: [4, 7] },
        { reason: "invalid_json", count: 1, firstLines: [1] },
        { reason: "time_out_of_range time", count: 1, firstLines: [2] },
        { reason: "missing_field name", count: 1, firstLines: [3] },
      ],
      problem: undefined,
    });
  }, 60_000);

  test("of an empty file stores nothing and is done", async () => {
    expect(numbersOf(await importText(""))).toEqual({ read: 0, stored: 0, duplicate: 0, ...good });
  }, 60_000);

  test("keeps the file's order for each visitor, also within a millisecond", async () => {
    const lines = Array.from({ length: 4_000 }, (_, index) => ({
      name: "ordered",
      time: 1_000,
      user_id: `o${index % 3}`,
      n: index,
    }));
    await importText(lines.map((line) => JSON.stringify(line)).join("\n"));
    for (const user of ["o0", "o1", "o2"]) {
      const { body } = await server.get(`/api/events?type=ordered&userId=${user}&limit=1000`);
      const found = (body as { properties: { n: number } }[]).map(({ properties }) => properties.n);
      expect(found).toEqual(found.toSorted((a, b) => b - a));
    }
  }, 60_000);

  test("from a file that is cut off stores what could be read, and the whole file later only the rest", async () => {
    const text = fileOf("cut", 20_000);
    const cut = gzipSync(text).subarray(0, 60_000);
    const first = numbersOf(await importText("", { chunks: chunksOf(cut) }));
    expect(first.problem).toBe("the gzip compression is damaged, or the file is cut off");
    expect(first.stored).toBeGreaterThan(1_000);
    // The last line that was there may be a piece of one.
    const rest = numbersOf(await importText(text));
    expect(rest).toEqual({ read: 20_000, stored: 20_000 - first.stored!, duplicate: first.stored!, ...good });
  }, 60_000);

  test("that is interrupted and repeated stores every event once, and its numbers add up", async () => {
    const text = fileOf("interrupted", 30_000);
    const stop = new AbortController();
    const progress: Progress = { ...quiet, update: (_, events) => events > 10_000 && stop.abort() };
    const first = numbersOf(await importText(text, { progress, signal: stop.signal }));
    expect(first.problem).toBe("interrupted");
    expect(first.stored! + first.duplicate!).toBe(first.read);
    expect(first.stored).toBeLessThan(30_000);
    const second = numbersOf(await importText(text));
    expect(second).toEqual({
      read: 30_000,
      stored: 30_000 - first.stored!,
      duplicate: first.stored!,
      ...good,
    });
    expect(await storedEvents("interrupted")).toBe(30_000);
  }, 60_000);

  test("tells why it cannot begin", async () => {
    const end = await runImport({
      format: ndjson,
      chunks: chunksOf(new Uint8Array()),
      url: `${server.url}/nothing-here`,
      progress: quiet,
      signal: new AbortController().signal,
    });
    expect(end).toMatchObject({ ok: false, error: expect.stringContaining("404") });
  });
});

describe("over a bad connection", () => {
  let proxy: Bun.Server<undefined> | undefined;
  afterEach(() => proxy?.stop(true));

  /** Passes requests on and answers back, except for the faults: `lost` drops the answer of a request that was taken. */
  function proxyWith(fault: (request: number) => "lost" | "refused" | "none"): string {
    let requests = 0;
    proxy = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: async (req) => {
        const { pathname, search } = new URL(req.url);
        const isImport = pathname.endsWith("/import");
        const what = isImport ? fault(requests++) : "none";
        if (what === "refused") return new Response("", { status: 503, headers: { "Retry-After": "0" } });
        const body = req.method === "POST" ? await req.bytes() : null;
        const answer = await fetch(`${server.url}${pathname}${search}`, {
          method: req.method,
          headers: { "Content-Type": "application/json" },
          body,
        });
        if (what === "lost") return new Response("", { status: 502 });
        return new Response(await answer.bytes(), { status: answer.status });
      },
    });
    return proxy.url.href.replace(/\/$/, "");
  }

  test("lost answers and refusals store nothing twice, and the summary knows it", async () => {
    const url = proxyWith((request) => (request % 3 === 0 ? "lost" : request % 3 === 1 ? "refused" : "none"));
    const text = fileOf("bad-connection", 8_000);
    expect(numbersOf(await importText(text, { url }))).toEqual({
      read: 8_000,
      stored: 8_000,
      duplicate: 0,
      ...good,
    });
    expect(await storedEvents("bad-connection")).toBe(8_000);
  }, 60_000);

  test("others who send meanwhile do not get into the numbers", async () => {
    const others = async () => {
      const body = Array.from({ length: 100 }, (_, index) => ({
        eventName: "others",
        userId: "o",
        eventId: `o${index}-${Math.random()}`,
      }));
      await server.post("/api/v1/events", body);
    };
    const url = proxyWith(() => {
      void others();
      return "none";
    });
    const end = await importText(fileOf("among-others", 6_000), { url });
    expect(numbersOf(end)).toEqual({ read: 6_000, stored: 6_000, duplicate: 0, ...good });
    expect(end.outcome!.isCertain).toBe(false);
  }, 60_000);
});
