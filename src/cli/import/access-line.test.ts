import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type AccessLine, parseAccessLine } from "./access-line.ts";

const time = Date.UTC(2015, 4, 17, 10, 5, 3);
const stamp = "[17/May/2015:10:05:03 +0000]";
const plain: AccessLine = {
  host: "83.149.9.216",
  user: "",
  time,
  request: "GET /a.html HTTP/1.1",
  status: 200,
  bytes: 203023,
  referrer: "http://example.com/",
  userAgent: "Mozilla/5.0 (X11)",
};
const plainLine = `83.149.9.216 - - ${stamp} "GET /a.html HTTP/1.1" 200 203023 "http://example.com/" "Mozilla/5.0 (X11)"`;

describe("parseAccessLine", () => {
  test.each<[string, string, Partial<AccessLine>]>([
    ["a usual line", plainLine, {}],
    ["a zone", plainLine.replace("+0000", "-0730"), { time: time + 7.5 * 3_600_000 }],
    ["an IPv6 address", plainLine.replace("83.149.9.216", "2001:db8::1"), { host: "2001:db8::1" }],
    [
      "a host name",
      plainLine.replace("83.149.9.216", "crawl-66.googlebot.com"),
      { host: "crawl-66.googlebot.com" },
    ],
    ["a user", plainLine.replace("- -", "- ann"), { user: "ann" }],
    ["a user with blanks and brackets", plainLine.replace("- -", "- ann [x] lee"), { user: "ann [x] lee" }],
    [
      "dashes",
      `- - - ${stamp} "-" 408 - "-" "-"`,
      { host: "", request: "", status: 408, bytes: null, referrer: "", userAgent: "" },
    ],
    ["no status", plainLine.replace(" 200 ", " - "), { status: null }],
    [
      "the Common Log Format",
      plainLine.slice(0, plainLine.indexOf(' "http:')),
      { referrer: "", userAgent: "" },
    ],
    ["fields behind", `${plainLine} "-" 0.004 host=x`, {}],
    [
      "quotes of Apache",
      plainLine.replace("(X11)", String.raw`(\"X\\11\")`),
      { userAgent: String.raw`Mozilla/5.0 ("X\11")` },
    ],
    [
      "quotes of nginx",
      plainLine.replace("(X11)", String.raw`\x22X11\x22`),
      { userAgent: 'Mozilla/5.0 "X11"' },
    ],
    ["bytes of UTF-8", plainLine.replace("a.html", String.raw`\xd1\x82`), { request: "GET /т HTTP/1.1" }],
    [
      "bytes of another encoding",
      plainLine.replace("example", String.raw`\xe4\xe5`),
      { referrer: "http://\ufffd\ufffd.com/" },
    ],
    ["control characters", plainLine.replace("(X11)", String.raw`\t\n`), { userAgent: "Mozilla/5.0 \t\n" }],
    [
      "a TLS handshake",
      plainLine.replace("GET /a.html HTTP/1.1", String.raw`\x16\x03\x01`),
      { request: "\x16\x03\x01" },
    ],
    ["an empty request", plainLine.replace("GET /a.html HTTP/1.1", ""), { request: "" }],
    ["a line cut off inside the user agent", plainLine.slice(0, -7), { userAgent: "Mozilla/5.0" }],
    [
      "a leap day",
      plainLine.replace("17/May/2015", "29/Feb/2016"),
      { time: Date.UTC(2016, 1, 29, 10, 5, 3) },
    ],
  ])("reads %s", (_, line, expected) => {
    expect(parseAccessLine(line)).toEqual({ ...plain, ...expected });
  });

  test.each([
    ["nothing", ""],
    ["some words", "the quick brown fox"],
    ["an unknown month", plainLine.replace("May", "Mai")],
    ["a day that is none", plainLine.replace("17/May/2015", "29/Feb/2015")],
    ["an hour that is none", plainLine.replace(":10:05:03", ":25:05:03")],
    ["no time", plainLine.replace(stamp, "-")],
    ["a request without its end", plainLine.slice(0, 60)],
    [
      "a request whose quote is escaped",
      plainLine
        .replace('1.1" ', String.raw`1.1\" `)
        .replaceAll('"', "'")
        .replace("'", '"'),
    ],
    ["no status", plainLine.replace(" 200 203023", "")],
    ["a status of words", plainLine.replace("200", "OK")],
    ["a referrer cut off", plainLine.slice(0, plainLine.indexOf("example"))],
  ])("refuses %s", (_, line) => {
    expect(parseAccessLine(line)).toBeNull();
  });

  test("never throws, whatever the bytes", () => {
    const pieces = fc.constantFrom(
      " ",
      '"',
      "\\",
      "\\x",
      "[",
      "]",
      "-",
      stamp,
      "200",
      "GET / HTTP/1.1",
      "\0",
      "\ud800",
    );
    const odd = fc
      .array(fc.oneof(pieces, fc.string({ unit: "binary" })), { maxLength: 30 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.oneof(
          odd,
          odd.map((text) => `1.2.3.4 - - ${stamp} "${text}`),
        ),
        (line) => {
          const access = parseAccessLine(line);
          expect(access === null || Number.isSafeInteger(access.time)).toBe(true);
        },
      ),
    );
  });

  test("reads back what Apache would have written", () => {
    const word = fc.stringMatching(/^[!-~]{1,12}$/).filter((text) => text !== "-" && !text.includes("["));
    const quoted = fc
      .string({ unit: "binary", maxLength: 30 })
      .map((text) => text.toWellFormed())
      .filter((text) => text !== "-");
    const count = fc.option(fc.nat(1_000_000));
    const lines = fc.record({
      host: word,
      user: fc.oneof(word, fc.constant("")),
      time: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1_000),
      request: quoted,
      status: fc.option(fc.integer({ min: 100, max: 599 })),
      bytes: count,
      referrer: quoted,
      userAgent: quoted,
    });
    fc.assert(fc.property(lines, (access) => expect(parseAccessLine(written(access))).toEqual(access)));
  });

  test("takes time in proportion to the line, not to its square", () => {
    const lineOf = (size: number) =>
      `1.2.3.4 - ${" [".repeat(size)} ${stamp} "${"\\x20".repeat(size)}" 200 1 "-" "${'\\"'.repeat(size)}"`;
    const fastestMs = (line: string) => {
      const runs = Array.from({ length: 5 }, () => {
        const startedAt = performance.now();
        expect(parseAccessLine(line)).not.toBeNull();
        return performance.now() - startedAt;
      });
      return Math.min(...runs);
    };
    // Sixteen times the line; its square would be 256 times the work.
    expect(fastestMs(lineOf(64_000)) / fastestMs(lineOf(4_000))).toBeLessThan(100);
  });
});

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function written({ host, user, time: at, request, status, bytes, referrer, userAgent }: AccessLine): string {
  const [date, clock] = new Date(at).toISOString().split(/[T.]/) as [string, string];
  const [year, month, day] = date.split("-");
  const wroteAt = `[${day}/${months[Number(month) - 1]}/${year}:${clock} +0000]`;
  const dash = (value: number | string | null) => (value === null || value === "" ? "-" : String(value));
  const [requested, from, agent] = [request, referrer, userAgent].map((text) => `"${escaped(dash(text))}"`);
  return `${host} - ${dash(user)} ${wroteAt} ${requested} ${dash(status)} ${dash(bytes)} ${from} ${agent}`;
}

/** What is neither printable ASCII nor harmless becomes the bytes of its UTF-8. */
function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
      return byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).padStart(2, "0")}`;
    })
    .join("");
}
