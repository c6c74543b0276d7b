import { describe, expect, test } from "bun:test";
import { combinedParser } from "./combined.ts";

const everyLine = combinedParser({ pagesOnly: false });
const pagesOnly = combinedParser({ pagesOnly: true });

function line(request: string, status: number | "-" = 200): string {
  return `83.149.9.216 - ann [17/May/2015:10:05:03 +0000] "${request}" ${status} 17 "http://example.com/" "Mozilla/5.0"`;
}

describe("a line of an access log", () => {
  test("is a page view with the address and user agent of its visitor", () => {
    expect(everyLine(line("GET /blog?utm_source=news HTTP/1.1"))).toEqual({
      kind: "event",
      draft: {
        name: "page_view",
        time: Date.UTC(2015, 4, 17, 10, 5, 3),
        ip: "83.149.9.216",
        user_id: "ann",
        user_agent: "Mozilla/5.0",
        referrer: "http://example.com/",
        url: "/blog?utm_source=news",
        properties: { method: "GET", status: 200, bytes: 17 },
      },
    });
  });

  test("leaves out what is not known", () => {
    expect(everyLine('- - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" - - "-" "-"')).toEqual({
      kind: "event",
      draft: {
        name: "page_view",
        time: Date.UTC(2015, 4, 17, 10, 5, 3),
        url: "/",
        properties: { method: "GET" },
      },
    });
  });

  test.each([
    ["a TLS handshake", String.raw`\x16\x03\x01`, "\x16\x03\x01"],
    ["no request", "-", ""],
    ["a request of another protocol", "SSH-2.0-Go", "SSH-2.0-Go"],
    ["words", "QUIT now", "QUIT now"],
    ["a very long one", "x".repeat(500), "x".repeat(200)],
  ])("that asks for %s has no path and tells what was sent", (_, request, told) => {
    const parsed = everyLine(line(request, 400));
    expect(parsed).toMatchObject({ kind: "event", draft: { properties: { request: told, status: 400 } } });
    expect(parsed).not.toHaveProperty("draft.url");
  });

  test.each([
    ["GET http://example.com/a HTTP/1.1", "http://example.com/a"],
    ["GET /a b c HTTP/1.1", "/a b c"],
    ["OPTIONS * HTTP/1.0", "*"],
    ["GET /a HTTP/2", "/a"],
    ["GET /a", "/a"],
    ["GET /a HTTP/1.1 HTTP/1.1", "/a HTTP/1.1"],
  ])("%s asks for %s", (request, url) => {
    expect(everyLine(line(request))).toHaveProperty("draft.url", url);
  });

  test("that is none is rejected, whatever the options", () => {
    for (const parse of [everyLine, pagesOnly]) expect(parse("x")).toHaveProperty("kind", "rejected");
  });
});

describe("--pages-only", () => {
  test.each([
    ["a page", "GET / HTTP/1.1", 200, "event"],
    ["a page by name", "GET /a.html?b=c.css HTTP/1.1", 304, "event"],
    ["a document", "GET /paper.pdf HTTP/1.1", 200, "event"],
    ["a style sheet", "GET /style2.CSS HTTP/1.1", 200, "skipped"],
    ["an image with a query", "GET /a/b.png?v=1 HTTP/1.1", 200, "skipped"],
    ["a missing page", "GET /gone HTTP/1.1", 404, "skipped"],
    ["a failure", "GET / HTTP/1.1", 500, "skipped"],
    ["a form", "POST /login HTTP/1.1", 200, "skipped"],
    ["a look at the head", "HEAD / HTTP/1.1", 200, "skipped"],
    ["no request", "-", 408, "skipped"],
  ] as const)("%s", (_, request, status, kind) => {
    expect(pagesOnly(line(request, status)).kind).toBe(kind);
  });
});
