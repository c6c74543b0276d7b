import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { parse } from "csv-parse/sync";
import { readXlsx } from "hucre/xlsx";
import { expectError } from "../harness/expect-error.ts";
import { LocalServer, type RequestHeaders } from "../harness/local-server.ts";
import { userAgents } from "../harness/user-agents.ts";

let server: LocalServer;

const client = {
  "User-Agent": userAgents.mac,
  Authorization: "Bearer <jwt-token>",
  "Content-Type": "application/json",
};

beforeAll(async () => {
  server = await LocalServer.start();
});

afterAll(() => server.stop());

function ingest(events: unknown, headers: RequestHeaders = client) {
  return server.post("/api/analytics/ingest", events, headers);
}

/** What is stored, as the realtime dialect shows it; the latest first. */
async function stored(query: string): Promise<Record<string, unknown>[]> {
  await server.load();
  return (await server.get(`/events?limit=1000&${query}`)).body as Record<string, unknown>[];
}

describe("GET /api/analytics/reports/dau", () => {
  const dau = async (query = "") => {
    await server.load();
    const { status, body } = await server.get(`/api/analytics/reports/dau${query}`, client);
    expect(status).toBe(200);
    return body;
  };

  test("of today, unless another day is named", async () => {
    const event = { ts: new Date().toISOString(), type: "page_view" };
    await ingest(["u1", "u1", "u2"].map((user_id) => ({ ...event, user_id })));
    expect(await dau()).toEqual({ dau: 2, date: event.ts.slice(0, 10), period: "24h" });
  });

  test("of a UTC day, from its first millisecond up to the next day's", async () => {
    const event = { type: "page_view" };
    await ingest([
      { ...event, user_id: "u0", ts: "2024-05-04T23:59:59.999Z" },
      { ...event, user_id: "u1", ts: "2024-05-05T00:00:00.000Z" },
      { ...event, user_id: "u1", ts: "2024-05-05T12:00:00Z" },
      { ...event, user_id: "u2", ts: "2024-05-05T23:59:59.999Z" },
      { ...event, user_id: "u3", ts: "2024-05-06T00:00:00.000Z" },
      // Still the 5th where it was sent, but the 6th in UTC.
      { ...event, user_id: "u4", ts: "2024-05-05T23:30:00-02:00" },
    ]);
    const crawler = { ...client, "User-Agent": userAgents.googlebot };
    await ingest([{ ...event, user_id: "u5", ts: "2024-05-05T12:00:00Z" }], crawler);
    expect(await dau("?date=2024-05-05")).toEqual({ dau: 2, date: "2024-05-05", period: "24h" });
    expect(await dau("?date=2024-05-06")).toMatchObject({ dau: 2 });
    expect(await dau("?date=2024-05-05&includeBots=true")).toMatchObject({ dau: 3 });
    expect(await dau("?date=1999-12-31")).toEqual({ dau: 0, date: "1999-12-31", period: "24h" });
  });

  test("a date that is none is told how to write one", async () => {
    const answer = await server.get("/api/analytics/reports/dau?date=2024-02-30", client);
    expectError(answer, "invalid_parameter", "date", /YYYY-MM-DD/);
  });
});

describe("POST /api/analytics/ingest as the dialect's document sends it:", () => {
  test("the documented event; the session travels in the payload", async () => {
    const payload = { page: "/dashboard", referrer: "/login", session_id: "sess-456" };
    const event = {
      ts: "2024-01-01T12:00:00Z",
      user_id: "user-schema",
      type: "page_view",
      src: "web_app",
      payload,
    };
    const { status, body, headers } = await ingest([event]);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toStartWith("application/json");
    expect(body).toEqual({ ingested: 1 });
    expect(await stored("userId=user-schema")).toEqual([
      {
        id: expect.stringMatching(/^evt_\d+_[a-z0-9]+$/),
        type: "page_view",
        userId: "user-schema",
        sessionId: "sess-456",
        timestamp: Date.UTC(2024, 0, 1, 12),
        properties: { ...payload, src: "web_app" },
      },
    ]);
  });

  test("the command line's batch", async () => {
    const batch = `[
    {
      "ts": "2024-01-01T12:00:00Z",
      "user_id": "user-123",
      "type": "page_view",
      "src": "web_app",
      "payload": {"page": "/dashboard"}
    },
    {
      "ts": "2024-01-01T12:01:00Z", 
      "user_id": "user-123",
      "type": "button_click",
      "src": "web_app",
      "payload": {"button_id": "save_profile"}
    }
  ]`;
    const { status, body } = await ingest(batch, { ...client, "User-Agent": userAgents.curl });
    expect([status, body]).toEqual([200, { ingested: 2 }]);
    expect(await stored("userId=user-123")).toMatchObject([
      {
        type: "button_click",
        timestamp: Date.UTC(2024, 0, 1, 12, 1),
        properties: { button_id: "save_profile" },
      },
      { type: "page_view", timestamp: Date.UTC(2024, 0, 1, 12), properties: { page: "/dashboard" } },
    ]);
  });

  test("the client library's: ten events, then the rest, of every supported type", async () => {
    const types = [
      "page_view",
      "button_click",
      "form_submit",
      "video_play",
      "course_complete",
      "search_query",
      "error_occurred",
    ];
    const event = (type: string) => ({
      ts: new Date().toISOString(),
      user_id: "user-library",
      type,
      src: "web_app",
      payload: { course_id: "course-123", completion_time: 3_600, score: 85 },
    });
    const queue = Array.from({ length: 14 }, (_, index) => event(types[index % types.length]!));
    expect((await ingest(queue.slice(0, 10))).body).toEqual({ ingested: 10 });
    expect((await ingest(queue.slice(10))).body).toEqual({ ingested: 4 });
    const events = await stored("userId=user-library");
    const times = (type: string) => events.filter((one) => one["type"] === type).length;
    expect(types.map(times)).toEqual([2, 2, 2, 2, 2, 2, 2]);
  });

  test("src and payload are optional; a payload's own src stays", async () => {
    const event = { ts: 1_704_110_400_000, user_id: "user-src", type: "page_view" };
    const { body } = await ingest([
      event,
      { ...event, src: null, payload: null },
      { ...event, src: "app", payload: { src: "own" } },
    ]);
    expect(body).toEqual({ ingested: 3 });
    expect((await stored("userId=user-src")).map((one) => one["properties"])).toEqual([
      { src: "own" },
      {},
      {},
    ]);
  });
});

describe("a batch", () => {
  const event = { ts: "2024-02-01T12:00:00Z", user_id: "user-batch", type: "page_view" };

  test("of 1001 events is too large, in the document's words; of 1000 it is not", async () => {
    const events = Array.from({ length: 1_001 }, (_, index) => ({
      ...event,
      user_id: "user-many",
      payload: { index },
    }));
    const { status, body } = await ingest(events);
    expect(status).toBe(413);
    expect(body).toEqual({ detail: "batch too large" });
    expect((await ingest(events.slice(1))).body).toEqual({ ingested: 1_000 });
    expect(await stored("userId=user-many")).toHaveLength(1_000);
  });

  test("of too many bytes is answered the same way, also when it is packed", async () => {
    const spaces = new Uint8Array(10 * 1024 * 1024 + 1).fill(32);
    for (const bytes of [spaces, Bun.gzipSync(spaces)]) {
      const { status, body } = await ingest(bytes);
      expect(status).toBe(413);
      expect(body).toEqual({ detail: "batch too large" });
    }
  });

  test("keeps its good events and names the others", async () => {
    const { status, body } = await ingest([
      event,
      { ...event, ts: undefined },
      { ...event, ts: null },
      { ...event, ts: "" },
      { ...event, ts: "noon" },
      { ...event, ts: new Date(Date.now() + 90_000_000).toISOString() },
      { ...event, user_id: undefined },
      { ...event, user_id: "" },
      { ...event, type: undefined },
      { ...event, payload: "text" },
      "text",
      { ...event, type: "button_click" },
    ]);
    expect(status).toBe(200);
    const named = (index: number, code: string, field: string | null) => ({
      index,
      code,
      field,
      message: expect.any(String),
    });
    expect(body).toEqual({
      ingested: 2,
      rejected: [
        named(1, "missing_field", "ts"),
        named(2, "missing_field", "ts"),
        named(3, "missing_field", "ts"),
        named(4, "time_out_of_range", "ts"),
        named(5, "time_out_of_range", "ts"),
        named(6, "missing_field", "user_id"),
        named(7, "invalid_field", "user_id"),
        named(8, "missing_field", "type"),
        named(9, "invalid_field", "payload"),
        named(10, "invalid_field", null),
      ],
    });
    expect((await stored("userId=user-batch")).map((one) => one["type"])).toEqual([
      "button_click",
      "page_view",
    ]);
  });

  test("without one good event is an error that names the first", async () => {
    const { status, body } = await ingest([{ ...event, ts: undefined }, {}]);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: { code: "missing_field", field: "[0].ts", message: "[0].ts: is required" },
      errors: [{ index: 0 }, { index: 1 }],
    });
  });

  test("that is none is refused; an empty one brings nothing", async () => {
    expectError(await ingest(event), "invalid_field", undefined, /array/);
    expectError(await ingest("{"), "invalid_json");
    const { status, body } = await ingest([]);
    expect([status, body]).toEqual([200, { ingested: 0 }]);
  });

  test("may come packed and without a content type", async () => {
    const events = JSON.stringify([{ ...event, user_id: "user-packed" }]);
    const agent = { "User-Agent": userAgents.mac, Authorization: client.Authorization };
    const bodies = [
      Bun.gzipSync(events),
      new Uint8Array(Bun.zstdCompressSync(events)),
      new TextEncoder().encode(events),
    ];
    for (const bytes of bodies) expect((await ingest(bytes, agent)).body).toEqual({ ingested: 1 });
    expect(await stored("userId=user-packed")).toHaveLength(3);
  });

  test("sent again counts once, by event ids or by an Idempotency-Key", async () => {
    const named = [{ ...event, user_id: "user-again", event_id: "reports-1" }];
    for (const attempt of [1, 2]) {
      expect((await ingest(named)).body).toEqual({ ingested: 1 });
      const keyed = [
        { ...event, user_id: "user-again" },
        { ...event, user_id: "user-again" },
      ];
      expect((await ingest(keyed, { ...client, "Idempotency-Key": "reports-key" })).body).toEqual({
        ingested: 2,
      });
      expect({ attempt, stored: await stored("userId=user-again") }).toMatchObject({
        attempt,
        stored: [{}, {}, {}],
      });
    }
  });
});

test("GET /api/analytics/healthz answers without credentials", async () => {
  // The store may still be starting when no test ran before.
  await server.load();
  const { status, body } = await server.get("/api/analytics/healthz");
  expect(status).toBe(200);
  expect(body).toEqual({ status: "ok" });
});

test("a page may send events with its token", async () => {
  const asked = await server.send("OPTIONS", "/api/analytics/ingest", null, {
    Origin: "https://app.example",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("access-control-allow-origin")).toBe("https://app.example");
  expect(asked.headers.get("access-control-allow-headers")?.toLowerCase()).toContain("authorization");
});

describe("GET /api/analytics/reports/events of many events", () => {
  const exported = "/api/analytics/reports/events?startDate=2023-06-01&endDate=2023-06-30";
  const count = 12_000;

  beforeAll(async () => {
    for (let from = 0; from < count; from += 1_000) {
      const events = Array.from({ length: 1_000 }, (_, index) => ({
        ts: Date.UTC(2023, 5, 1) + (from + index) * 60_000,
        user_id: `many-${index % 7}`,
        type: "page_view",
        payload: { place: from + index, text: `é${incompressible(1_000)}` },
      }));
      expect((await ingest(events)).body).toEqual({ ingested: 1_000 });
    }
    await server.load();
  }, 60_000);

  test("comes whole and in order", async () => {
    const response = await fetch(`${server.url}${exported}`, { headers: client });
    const rows: string[][] = parse(await response.text(), { fromLine: 2 });
    expect(rows.map((row) => (JSON.parse(row[5]!) as { place: number }).place)).toEqual(
      Array.from({ length: count }, (_, place) => place),
    );
  }, 60_000);

  test.each(["identity", "gzip"])(
    "two downloads at a time (%s); clients that leave make room",
    async (encoding) => {
      const headers = { ...client, "Accept-Encoding": encoding };
      const leaving = [new AbortController(), new AbortController()];
      const downloads = await Promise.all(
        leaving.map(({ signal }) => fetch(`${server.url}${exported}`, { headers, signal })),
      );
      expect(downloads.map(({ status }) => status)).toEqual([200, 200]);
      const refused = await server.get(exported, headers);
      expectError(refused, "too_many_queries");
      expect(refused.headers.get("Retry-After")).toBe("10");
      for (const one of leaving) one.abort();
      let status = 0;
      for (let attempt = 0; attempt < 100 && status !== 200; attempt++) {
        await Bun.sleep(50);
        status = (await fetch(`${server.url}${exported}&limit=1`, { headers })).status;
      }
      expect(status).toBe(200);
    },
    60_000,
  );

  test("a cell of Excel ends where a cell must end", async () => {
    // As JSON the largest payload that is accepted, of 32,768 bytes: one character more than fits.
    const text = "x".repeat(8_192);
    const payload = { a: text, b: text, c: text, d: text.slice(29) };
    expect(JSON.stringify(payload)).toHaveLength(32_768);
    const event = { ts: "2023-07-01T00:00:00Z", user_id: "long", type: "long", payload };
    expect((await ingest([event])).body).toEqual({ ingested: 1 });
    await server.load();
    const query = "startDate=2023-07-01&endDate=2023-07-02&format";
    const csv: string[][] = parse(
      String((await server.get(`/api/analytics/reports/events?${query}=csv`, client)).body),
    );
    expect(JSON.parse(csv[1]![5]!)).toEqual(payload);
    const response = await fetch(`${server.url}/api/analytics/reports/events?${query}=xlsx`, {
      headers: client,
    });
    const book = await readXlsx(new Uint8Array(await response.arrayBuffer()));
    expect(book.sheets[0]!.rows[1]![5]).toHaveLength(32_767);
  });
});

/** A compressed download has to be as much trouble for a client that does not read. */
function incompressible(chars: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(chars)))
    .toString("base64")
    .slice(0, chars);
}
