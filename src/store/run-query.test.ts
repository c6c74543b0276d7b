import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { FailureError } from "../kernel/errors.ts";
import { ClickHouseStore } from "./clickhouse-store.ts";
import type { QueryRequest } from "./run-query.ts";
import { type TestStore, startTestStore } from "./start-test-store.ts";

let given: TestStore;

beforeAll(async () => {
  given = await startTestStore();
}, 60_000);

afterAll(() => given.stop());

const patience = { timeout: 30_000 };
const bounds = { params: {}, timeoutMs: 20_000, memoryBytesMax: 1e9 };
/** Its rows come slowly and without end; the comment finds it among what runs. */
const endless: QueryRequest = {
  ...bounds,
  sql: "SELECT sleepEachRow(0.001) + number AS n /* endless */ FROM system.numbers SETTINGS max_block_size = 10",
};

describe("a query", () => {
  test("tells what it read, and numbers are numbers", patience, async () => {
    const sql = "SELECT number AS n, 0 / 0 AS nothing, toUInt64(2) AS two FROM numbers(3)";
    const answer = await given.store.query({ ...bounds, sql });
    const rows = [0, 1, 2].map((n) => ({ n, nothing: null, two: 2 }));
    expect(answer).toEqual({ ok: true, value: { rows, rowsRead: 3, bytesRead: 24 } });
  });

  test("of rollups is answered from what is unpacked already", patience, async () => {
    await given.store.command(`INSERT INTO visitors_1d_v1 (project_id, is_bot, day, visitor_hash, events)
      SELECT 'unpacked', false, '2026-01-01', sipHash64(number), 1 FROM numbers(50000)`);
    const hits = async () => {
      const sql = "SELECT value AS n FROM system.events WHERE event = 'UncompressedCacheHits'";
      const answer = await given.store.query<{ n: number }>({ ...bounds, sql });
      return answer.ok ? (answer.value.rows[0]?.n ?? 0) : Number.NaN;
    };
    const ask = (readsRollups: boolean) =>
      given.store.query({
        ...bounds,
        params: { project: "unpacked" },
        sql: "SELECT sum(visitor_hash) AS n FROM visitors_1d_v1 WHERE project_id = {project:String}",
        readsRollups,
      });
    await ask(true);
    const before = await hits();
    await ask(false);
    expect(await hits()).toBe(before);
    await ask(true);
    expect(await hits()).toBeGreaterThan(before);
  });

  test("that fails after its first rows fails", patience, async () => {
    const sql = "SELECT number, throwIf(number = 300000, 'alas') FROM numbers(1000000)";
    const answer = await given.store.query({ ...bounds, sql });
    expect(answer.ok ? "answered" : [answer.error.code, String(answer.error.cause)]).toEqual([
      "internal",
      expect.stringContaining("alas"),
    ]);
  });

  test("whose client leaves after its first rows ends in the server too", patience, async () => {
    const leaving = new AbortController();
    const asked = given.store.query({ ...endless, signal: leaving.signal });
    await until(async () => (await runningCount()) === 1);
    await Bun.sleep(300);
    leaving.abort();
    expect((await asked).ok).toBe(false);
    await until(async () => (await runningCount()) === 0);
  });

  test("with more rows than fit into memory is too large", patience, async () => {
    const answer = await given.store.query({ ...bounds, sql: "SELECT number FROM numbers(1100000)" });
    expect(answer.ok ? "answered" : answer.error.code).toBe("query_too_large");
  });

  test("takes long lists of values, up to a bound", patience, async () => {
    const ids = Array.from({ length: 20_000 }, (_, index) => `id number ${index}`);
    const sql = "SELECT length({ids:Array(String)}) AS n";
    const answer = await given.store.query<{ n: number }>({ ...bounds, sql, params: { ids } });
    expect(answer.ok && answer.value.rows).toEqual([{ n: 20_000 }]);
    const tooLong = await given.store.query({
      ...bounds,
      sql,
      params: { ids: [...ids, ...ids, ...ids, ...ids] },
    });
    expect(tooLong.ok ? "answered" : tooLong.error.code).toBe("query_too_large");
  });

  test("without the secret gets no answer", patience, async () => {
    const stranger = new ClickHouseStore({ url: given.embedded.url, headers: {} });
    const answer = await stranger.ping();
    expect(answer.ok ? "answered" : answer.error.code).toBe("store_unavailable");
    await stranger.close();
  });
});

describe("a connection", () => {
  test("that the server closed while it lay idle is not the question's problem", patience, async () => {
    let requests = 0;
    const answer = '{"data":[{"n":1}],"statistics":{"rows_read":0,"bytes_read":0}}';
    // Answers the first request of each connection, and closes it when a second one comes.
    const server = Bun.listen<{ asked: boolean }>({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        open: (socket) => void (socket.data = { asked: false }),
        data: (socket) => {
          if (socket.data.asked) return void socket.end();
          socket.data.asked = true;
          requests++;
          socket.write(
            `HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\nConnection: Keep-Alive\r\n\r\n${answer}`,
          );
        },
      },
    });
    const store = new ClickHouseStore({ url: `http://127.0.0.1:${server.port}/x`, headers: {} });
    for (let turn = 1; turn <= 3; turn++) {
      const got = await store.query({ ...bounds, sql: "SELECT 1 AS n" });
      expect(got.ok ? got.value.rows : got.error.cause).toEqual([{ n: 1 }]);
      expect(requests).toBe(turn);
    }
    await store.close();
    server.stop(true);
  });

  test("goes straight to the server, whatever proxy the environment names", patience, async () => {
    process.env["http_proxy"] = "http://127.0.0.1:1";
    try {
      const started = await startTestStore();
      await started.stop();
      expect(await given.store.ping()).toEqual({ ok: true, value: undefined });
      await expect(fetch(given.embedded.url)).rejects.toThrow("Unable to connect");
    } finally {
      delete process.env["http_proxy"];
    }
  });

  test("that breaks off within an answer makes it fail", patience, async () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const server = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: {
        data: (socket) => {
          socket.write(`${head}8\r\n{"n":1}\n\r\n`);
          setTimeout(() => socket.end(), 50);
        },
      },
    });
    const store = new ClickHouseStore({ url: `http://127.0.0.1:${server.port}/x`, headers: {} });
    expect(await drain(store.queryStream({ ...bounds, sql: "SELECT 1 AS n" }))).toBeInstanceOf(FailureError);
    const answer = await store.query({ ...bounds, sql: "SELECT 1 AS n" });
    expect(answer.ok ? "answered" : answer.error.code).toBe("store_unavailable");
    await store.close();
    server.stop(true);
  });
});

describe("a stream", () => {
  test("yields whole lines, all of them", patience, async () => {
    const sql = "SELECT number AS n, repeat('é', 50) AS text FROM numbers(200000)";
    let rows = 0;
    for await (const bytes of given.store.queryStream({ ...bounds, sql })) {
      const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      expect(text.endsWith("\n")).toBe(true);
      const lines = text.trimEnd().split("\n");
      expect(JSON.parse(lines.at(-1)!)).toEqual({ n: rows + lines.length - 1, text: "é".repeat(50) });
      rows += lines.length;
    }
    expect(rows).toBe(200_000);
  });

  test("that fails after rows were yielded throws, with the reason", patience, async () => {
    const sql = "SELECT number, throwIf(number = 300000, 'alas') FROM numbers(1000000)";
    const failed = await drain(given.store.queryStream({ ...bounds, sql }));
    expect(failed).toBeInstanceOf(FailureError);
    expect(String((failed as FailureError).failure.cause)).toContain("alas");
  });

  test("ends at its time limit", patience, async () => {
    const failed = await drain(given.store.queryStream({ ...endless, timeoutMs: 300 }));
    expect((failed as FailureError).failure.code).toBe("query_timeout");
  });

  test("that nobody reads to its end is ended in the server", patience, async () => {
    for await (const _ of given.store.queryStream(endless)) break;
    await until(async () => (await runningCount()) === 0);
  });

  test("whose client leaves is ended in the server", patience, async () => {
    const leaving = new AbortController();
    const reading = drain(given.store.queryStream({ ...endless, signal: leaving.signal }));
    await until(async () => (await runningCount()) === 1);
    leaving.abort();
    expect(await reading).toBeInstanceOf(FailureError);
    await until(async () => (await runningCount()) === 0);
  });
});

async function drain(stream: AsyncIterable<Uint8Array>): Promise<unknown> {
  try {
    for await (const _ of stream);
    return "drained";
  } catch (cause) {
    return cause;
  }
}

async function runningCount(): Promise<number> {
  const sql =
    "SELECT count() AS n FROM system.processes WHERE query LIKE '%endless%' AND query NOT LIKE '%processes%'";
  return (await given.select<{ n: number }>(sql))[0]!.n;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await Bun.sleep(20);
}
