import { expect, test } from "bun:test";
import { isAbsoluteUrl, splitUrl } from "./split-url.ts";

test.each([
  ["https://example.com/a/b?x=1#top", "example.com", "/a/b", "?x=1"],
  ["https://www.Example.COM:8443/A", "example.com", "/A", ""],
  ["https://user:secret@example.com/", "example.com", "/", ""],
  ["https://example.com", "example.com", "/", ""],
  ["https://example.com?x=1", "example.com", "/", "?x=1"],
  ["https://example.com#a?b", "example.com", "/", ""],
  ["https://example.com./", "example.com", "/", ""],
  ["http://[2001:db8::1]:80/x", "[2001:db8::1]", "/x", ""],
  ["http://bücher.example/ä", "xn--bcher-kva.example", "/ä", ""],
  ["android-app://com.google.android.gm/", "com.google.android.gm", "/", ""],
  ["http://localhost:3000/", "localhost", "/", ""],
  // Not a host, but no reason to fail.
  ["https://a b c/path", "", "/path", ""],
  ["https://", "", "/", ""],
  ["file:///home/page.html", "", "/home/page.html", ""],
  // Paths and other texts without a host.
  ["/products?page=2#list", "", "/products", "?page=2"],
  ["/redirect?to=https://example.com/", "", "/redirect", "?to=https://example.com/"],
  ["//double/slash", "", "//double/slash", ""],
  ["Home", "", "Home", ""],
  ["?x=1", "", "", "?x=1"],
  ["", "", "", ""],
])("%p has host %p, path %p, query %p", (text, host, path, query) => {
  expect(splitUrl(text)).toEqual({ host, path, query });
});

test("a URL has a scheme and two slashes", () => {
  const texts = ["https://a", "HTTP://a", "app+x.y-z://a", "/a://b", "mailto:a@b.c", "://a", "1http://a"];
  expect(texts.map(isAbsoluteUrl)).toEqual([true, true, true, false, false, false, false]);
});
