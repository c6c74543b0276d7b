import { expect, test } from "bun:test";
import { referrerDomain } from "./read-referrer.ts";

test.each([
  ["https://www.google.com/", "google.com"],
  ["https://m.facebook.com/story?id=1", "m.facebook.com"],
  ["android-app://com.google.android.gm/", "com.google.android.gm"],
  ["http://localhost:3000/x", "localhost"],
  // Without a scheme, as three of the briefs send it.
  ["google.com", "google.com"],
  ["www.Google.com/search?q=a", "google.com"],
  ["news.ycombinator.com:443", "news.ycombinator.com"],
  // Within the site.
  ["/login", ""],
  ["?page=2", ""],
  ["login.html", ""],
  // Not a host at all.
  ["$direct", ""],
  ["(direct)", ""],
  ["google", ""],
  ["about:blank", ""],
  ["192.168.0.1", ""],
  ["a sentence. with dots.in it", ""],
  [`https://${"a.".repeat(200)}com/`, ""],
])("the domain of %p is %p", (referrer, domain) => {
  expect(referrerDomain(referrer)).toBe(domain);
});
