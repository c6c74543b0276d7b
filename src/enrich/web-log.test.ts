/** The user agents of ten thousand real requests of May 2015; see ../shared/data/README.md. */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { rememberRecent } from "./remember-recent.ts";
import { readUserAgent, type UserAgentFacts } from "./user-agent.ts";

const path = new URL("../../../shared/data/web_access_2015.log.gz", import.meta.url);
const absent = !existsSync(path);

const factsOf = rememberRecent(readUserAgent, { entriesMax: 2_000, keyCharsMax: 1_000 });

function countBy(pick: (facts: UserAgentFacts) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of gunzipSync(readFileSync(path)).toString("utf8").split("\n")) {
    const userAgent = /"([^"]*)"?$/.exec(line)?.[1];
    if (userAgent === undefined) continue;
    const key = pick(factsOf(userAgent === "-" ? "" : userAgent));
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe.skipIf(absent)("real user agents (needs ../shared/data)", () => {
  test("every request has its kind of device", () => {
    // 190 requests sent no user agent, one sent a piece of a query string.
    expect(countBy((facts) => facts.device_type)).toEqual({
      "": 191,
      desktop: 6616,
      mobile: 298,
      tablet: 95,
      bot: 2800,
    });
  });

  test("the largest bots have their names", () => {
    const counts = countBy((facts) => facts.bot_name);
    expect(counts).toMatchObject({
      Googlebot: 543,
      UniversalFeedParser: 364,
      "Tiny Tiny RSS": 198,
      "archive.org_bot": 166,
      Ezooms: 157,
      FeedBurner: 108,
      "Yahoo! Slurp": 106,
      Feedbin: 50,
    });
    // Internet Explorer with Chrome Frame, from hosts that fetched robots.txt; and bare `Mozilla/4.0`.
    expect(counts["unnamed bot"]).toBeLessThan(150);
  });

  test("systems and browsers are families", () => {
    const systems = countBy((facts) => facts.os);
    expect(Object.keys(systems).toSorted()).toEqual([
      "",
      "Android",
      "ChromeOS",
      "FreeBSD",
      "Linux",
      "NetBSD",
      "OpenBSD",
      "Solaris",
      "Windows",
      "Windows Phone",
      "iOS",
      "macOS",
    ]);
    const browsers = countBy((facts) => facts.browser);
    expect(Object.keys(browsers).length).toBeLessThan(30);
  });
});
