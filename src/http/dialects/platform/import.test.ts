import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { expectError } from "../../../../test/harness/expect-error.ts";
import { LocalServer } from "../../../../test/harness/local-server.ts";
import { dayMs } from "../../../kernel/clock.ts";
import { limits } from "../../../kernel/limits.ts";

let server: LocalServer;
beforeAll(async () => {
  server = await LocalServer.start();
});
afterAll(() => server.stop());

const path = "/api/v1/events/import";
const time = Date.UTC(2012, 2, 1, 8);
const event = (event_id: string, more: object = {}) => ({
  name: "a",
  event_id,
  time,
  user_id: "u",
  properties: {},
  ...more,
});
const nothing = { accepted: 0, duplicate: 0, rejected: [], filtered: 0 };

interface Ingestion {
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: Record<string, number>;
  readonly isLoaded: boolean;
  readonly seq: number;
}

async function ingestion(): Promise<Ingestion> {
  return (await server.get("/api/v1/ingestion?waitMs=20000")).body as Ingestion;
}

describe("POST /api/v1/events/import", () => {
  test("202: takes what is new and skips what the store holds", async () => {
    const first = await server.post(path, [event("i1"), event("i2")]);
    expect([first.status, first.body]).toEqual([202, { ...nothing, accepted: 2 }]);
    await server.load();
    const again = await server.post(path, [event("i1"), event("i3"), event("i2")]);
    expect([again.status, again.body]).toEqual([202, { ...nothing, accepted: 1, duplicate: 2 }]);
  });

  test("202: without an id, an event is new each time", async () => {
    const without = { name: "a", time };
    expect((await server.post(path, [without, without])).body).toEqual({ ...nothing, accepted: 2 });
  });

  test("202: what cannot be taken is named by its place in the request, others are taken", async () => {
    const known = event("known");
    await server.post(path, [known]);
    await server.load();
    const { status, body } = await server.post(path, [
      known,
      event("x", { time: "soon" }),
      known,
      { name: "a", event_id: "y" },
      event("z", { time: Date.now() + 2 * dayMs }),
      event("nul\0"),
      event("w", { properties: "none" }),
      "text",
      event("good"),
    ]);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1, duplicate: 2, filtered: 0 });
    expect(
      (body as { rejected: { index: number; code: string; field: string | null }[] }).rejected.map(
        ({ index, code, field }) => [index, code, field],
      ),
    ).toEqual([
      [1, "time_out_of_range", "time"],
      [3, "missing_field", "time"],
      [4, "time_out_of_range", "time"],
      [5, "invalid_field", "event_id"],
      [6, "invalid_field", "properties"],
      [7, "invalid_field", null],
    ]);
  });

  test("202: of a batch of bad events nothing is taken, and each is named", async () => {
    expect((await server.post(path, [{}, {}])).body).toMatchObject({
      accepted: 0,
      rejected: [{ index: 0 }, { index: 1 }],
    });
    expect((await server.post(path, [])).body).toEqual(nothing);
  });

  test("202: with seqBefore only what was stored before it is searched for", async () => {
    const before = (await ingestion()).seq;
    await server.post(path, [event("bound")]);
    const after = await ingestion();
    expect(after.seq).toBe(before + 1);
    // Not found in the store, and so left to the loader, which has not forgotten it.
    expect((await server.post(`${path}?seqBefore=${before}`, [event("bound")])).body).toEqual({
      ...nothing,
      accepted: 1,
    });
    expect(await ingestion()).toMatchObject({
      stored: after.stored,
      duplicate: after.duplicate + 1,
      seq: after.seq,
    });
    expect((await server.post(`${path}?seqBefore=${after.seq}`, [event("bound")])).body).toEqual({
      ...nothing,
      duplicate: 1,
    });
  });

  test("202: for each of many large batches that come at once, beside batches of another door", async () => {
    const properties = { text: "x".repeat(3_000) };
    const batches = Array.from({ length: 12 }, (_, batch) =>
      Array.from({ length: 1_000 }, (__, index) => event(`large-${batch}-${index}`, { properties })),
    );
    // More than are read at a time.
    expect(JSON.stringify(batches).length).toBeGreaterThan(2 * limits.unflushedBytesMax);
    const others = Array.from({ length: 20 }, () =>
      server.post("/api/v1/events", [{ eventName: "b", userId: "u" }]),
    );
    const sendAll = () => Promise.all(batches.map((batch) => server.post(path, batch)));
    for (const answer of await sendAll())
      expect(answer).toMatchObject({ status: 202, body: { ...nothing, accepted: 1_000 } });
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual(Array<number>(20).fill(202));
    await server.load();
    for (const answer of await sendAll())
      expect(answer).toMatchObject({ status: 202, body: { ...nothing, duplicate: 1_000 } });
  }, 60_000);

  test("the address and user agent are those of the event, never those of the importer", async () => {
    const iphone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
    const headers = {
      "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/120.0",
      "CF-IPCountry": "DE",
      DNT: "1",
    };
    const phone = { name: "phone", event_id: "p1", time, ip: "192.0.2.1", user_agent: iphone };
    const unknown = { name: "unknown", event_id: "p2", time };
    const sent = await server.post(path, [phone, unknown], headers);
    expect(sent.body).toEqual({ ...nothing, accepted: 2 });
    await server.load();
    const listed = (await server.get("/api/events?includeBots=true&limit=1000")).body as {
      type: string;
      device: object;
      geo: { country: string };
    }[];
    const shown = (name: string) => listed.find(({ type }) => type === name)!;
    expect(shown("phone").device).toEqual({ type: "mobile", os: "iOS", browser: "Safari" });
    expect(shown("unknown").device).toEqual({ type: "", os: "", browser: "" });
    expect([shown("phone").geo.country, shown("unknown").geo.country]).toEqual(["", ""]);
  });

  test("400: for what is no array, no JSON, or a bad bound", async () => {
    expectError(await server.post(path, event("i1")), "invalid_field");
    expectError(await server.post(path, "[{"), "invalid_json");
    expectError(await server.post(`${path}?seqBefore=-1`, []), "invalid_parameter", "seqBefore");
  });

  test("413: for more events than a batch may have, or more bytes", async () => {
    const many = Array.from({ length: limits.batchEventsMax + 1 }, (_, index) => event(`m${index}`));
    expectError(await server.post(path, many), "batch_too_large");
    expectError(await server.post(path, `["${"x".repeat(limits.batchBodyBytesMax)}"]`), "body_too_large");
  });
});

describe("GET /api/v1/ingestion", () => {
  test("200: received is the sum of the verdicts", async () => {
    const before = await ingestion();
    const good = { eventName: "a", userId: "u", eventId: "g1" };
    const events = [good, good, { eventName: "" }];
    expect((await server.post("/api/v1/events", events)).body).toMatchObject({ accepted: 2, rejected: 1 });
    const after = await ingestion();
    expect(after).toMatchObject({
      isLoaded: true,
      stored: before.stored + 1,
      duplicate: before.duplicate + 1,
      received: before.received + 3,
    });
    const rejected = Object.values(after.rejected).reduce((sum, count) => sum + count, 0);
    expect(after.stored + after.duplicate + rejected).toBe(after.received);
  });

  test("400: for a wait that no connection lives through", async () => {
    expectError(await server.get("/api/v1/ingestion?waitMs=600000"), "invalid_parameter", "waitMs");
  });
});
