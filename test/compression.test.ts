import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { gunzipSync } from "node:zlib";
import { LocalServer } from "./harness/local-server.ts";

describe("answers", () => {
  let server: LocalServer;

  beforeAll(async () => {
    server = await LocalServer.start();
    const events = Array.from({ length: 200 }, (_, index) => ({ type: "viewed", userId: `user-${index}` }));
    await server.post("/events/batch", events);
    await server.load();
  }, 60_000);

  afterAll(() => server.stop());

  test.each([
    ["a list", "/events?limit=200", 3],
    ["a file that is streamed", "/api/analytics/reports/events?format=csv", 3],
    ["the documentation", "/openapi.json", 5],
  ])("that are long are compressed, and say the same: %s", async (_, path, factor) => {
    // What the `reports` document writes for a token; in open mode it is one.
    const token = { Authorization: "Bearer <jwt-token>" };
    const packed = await ask(server, path, "gzip", token);
    const plain = await ask(server, path, "identity", token);
    expect([packed.status, plain.status]).toEqual([200, 200]);
    expect(packed.headers.get("content-encoding")).toBe("gzip");
    expect(packed.headers.get("vary")).toContain("Accept-Encoding");
    expect(plain.headers.has("content-encoding")).toBe(false);
    expect(plain.headers.get("vary")).toContain("Accept-Encoding");
    expect(gunzipSync(packed.bytes).toString("utf8")).toBe(Buffer.from(plain.bytes).toString("utf8"));
    expect(packed.bytes.byteLength).toBeLessThan(plain.bytes.byteLength / factor);
  });

  test("keep their other headers", async () => {
    const headers = { Origin: "https://shop.example" };
    const answer = await ask(server, "/events?limit=200", "gzip", headers);
    expect(answer.headers.get("vary")).toContain("Origin");
    expect(answer.headers.get("content-type")).toStartWith("application/json");
    expect(answer.headers.get("content-length")).toBe(String(answer.bytes.byteLength));
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test.each([
    ["short", "/api/v1/users/user-1/journey", "gzip"],
    ["wanted plain", "/events?limit=200", "br;q=1, gzip;q=0"],
    ["a short error", "/api/metrics?start=x", "gzip"],
    ["about health", "/health", "gzip"],
  ])("that are %s stay plain", async (_, path, encodings) => {
    const answer = await ask(server, path, encodings);
    expect(answer.status).toBeGreaterThanOrEqual(200);
    expect(answer.headers.has("content-encoding")).toBe(false);
  });

  test("to events stay plain", async () => {
    const events = Array.from({ length: 200 }, (_, index) => ({ type: "viewed", userId: `user-${index}` }));
    const answer = await fetch(`${server.url}/events/batch`, {
      method: "POST",
      body: JSON.stringify(events),
      headers: { "Accept-Encoding": "gzip" },
      decompress: false,
    });
    expect(answer.headers.has("content-encoding")).toBe(false);
    expect((await answer.text()).length).toBeGreaterThan(1_024);
  });
});

test("nothing is compressed where ENABLE_COMPRESSION says so", async () => {
  const server = await LocalServer.start({ ENABLE_COMPRESSION: "false" });
  try {
    const answer = await ask(server, "/openapi.json", "gzip");
    expect(answer.status).toBe(200);
    expect(answer.headers.has("content-encoding")).toBe(false);
  } finally {
    await server.stop();
  }
}, 60_000);

/** As it comes over the wire. */
async function ask(server: LocalServer, path: string, encodings: string, more: Record<string, string> = {}) {
  const headers = { ...more, "Accept-Encoding": encodings };
  const response = await fetch(server.url + path, { headers, decompress: false });
  return { status: response.status, headers: response.headers, bytes: await response.bytes() };
}
