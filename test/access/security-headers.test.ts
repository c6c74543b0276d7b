import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { LocalServer } from "../harness/local-server.ts";
import { goodPassword, ownerToken } from "../harness/people.ts";
import { TestBrowser } from "../harness/test-browser.ts";

// Passwords are slow to hash on purpose, and slower still on a busy machine.
setDefaultTimeout(30_000);

/** One proxy of ours stands in front and speaks HTTPS. */
const behindProxy = { "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9" };

let server: LocalServer;

beforeAll(async () => {
  server = await LocalServer.start({ TIDEMARK_PROXY_HOPS: "1" });
}, 60_000);

afterAll(async () => {
  await server.stop();
});

describe("every answer", () => {
  test.each([
    ["GET", "/health"],
    ["GET", "/api/v1/segments"],
    ["GET", "/api/v1/segments/none"],
    ["POST", "/collect"],
    ["PUT", "/collect"],
    ["OPTIONS", "/collect"],
    ["GET", "/nowhere"],
    ["GET", "/api-docs"],
    ["GET", "/api-docs/swagger-ui-bundle.js"],
    ["GET", "/openapi.json"],
    ["GET", "/sign-in"],
    ["GET", "/account"],
    ["POST", "/sign-in"],
    ["GET", "/assets/pages.css"],
  ])("%s %s guards the browser", async (method, path) => {
    const response = await fetch(server.url + path, { method, redirect: "manual" });
    const { headers } = response;
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).not.toContain("script-src 'self' 'unsafe");
    expect(headers.get("referrer-policy")).toMatch(/^(?:no-referrer|same-origin)$/);
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  test("asks for HTTPS where the browser has come by it", async () => {
    const { headers } = await server.get("/health", behindProxy);
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  });
});

describe("behind a proxy that speaks HTTPS", () => {
  test("the cookie is for HTTPS and this host alone, and one without that name does not count", async () => {
    const browser = new TestBrowser(server.url, behindProxy);
    const owner = { token: ownerToken(server), email: "ada@example.com", name: "", password: goodPassword };
    const { headers } = await browser.send("POST", "/api/v1/account/owner", owner);
    expect(headers.get("set-cookie")).toMatch(
      /^__Host-tidemark=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect((await browser.get("/api/v1/account")).status).toBe(200);
    const secret = browser.cookies.get("__Host-tidemark")!;
    browser.cookies.clear();
    browser.cookies.set("tidemark", secret);
    expect((await browser.get("/api/v1/account")).status).toBe(401);
  });

  test("tries are counted by the client's address, which the client cannot choose", async () => {
    const guess = (forwarded: string) =>
      server.post(
        "/api/v1/account/sign-in",
        { email: "ada@example.com", password: "wrong password" },
        { "X-Forwarded-For": forwarded },
      );
    for (let round = 0; round < 5; round++)
      expect((await guess(`198.51.100.${round}, 203.0.113.50`)).status).toBe(401);
    expect((await guess("198.51.100.99, 203.0.113.50")).status).toBe(429);
    expect((await guess("203.0.113.50, 203.0.113.51")).status).toBe(401);
  });
});

describe("what a client sends comes into no header and no page as it is", () => {
  test("not the name in a page, not a line break in a header", async () => {
    const form = (fields: Record<string, string>) =>
      new TestBrowser(server.url).send("POST", "/sign-in", new URLSearchParams(fields));
    const { body, headers } = await form({
      email: `"><img src=x onerror=alert(1)>\r\nSet-Cookie: a=b`,
      password: "wrong password",
    });
    expect(String(body)).not.toContain("<img");
    expect(String(body)).toContain("&quot;&gt;&lt;img");
    expect(headers.get("set-cookie")).toBeNull();
    const { headers: docs } = await server.get("/sign-in%0d%0aSet-Cookie:%20a=b");
    expect(docs.get("set-cookie")).toBeNull();
  });

  test("a form that is too large or comes from elsewhere is refused", async () => {
    const browser = new TestBrowser(server.url);
    const large = new URLSearchParams({ email: "x".repeat(20_000), password: "" });
    expect((await browser.send("POST", "/sign-in", large)).status).toBe(413);
    const small = new URLSearchParams({ email: "ada@example.com", password: goodPassword });
    for (const path of ["/sign-in", "/welcome", "/invitation"]) {
      const shown = await browser.send("POST", path, small, { "Sec-Fetch-Site": "cross-site" });
      expect({ path, status: shown.status }).toEqual({ path, status: 403 });
    }
    expect(browser.cookies.size).toBe(0);
  });
});
