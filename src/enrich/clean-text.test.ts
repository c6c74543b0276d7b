import { describe, expect, test } from "bun:test";
import { cleanProperties } from "./clean-properties.ts";
import { cleanAndCut, cleanAndCutChars, cleanText, isCleanText } from "./clean-text.ts";

test("lone surrogates and NUL become U+FFFD, everything else stays", () => {
  expect(cleanText("plain")).toBe("plain");
  expect(cleanText("🙂 ünï\n")).toBe("🙂 ünï\n");
  expect(cleanText("a\ud83d")).toBe("a\ufffd");
  expect(cleanText("\ude42a\0")).toBe("\ufffda\ufffd");
  expect([isCleanText("🙂"), isCleanText("\ud83d"), isCleanText("a\0")]).toEqual([true, false, false]);
});

describe("cutting", () => {
  test.each([
    ["abcdef", 6, "abcdef"],
    ["abcdef", 5, "abcde"],
    // Two bytes a letter: the third does not fit.
    ["äöü", 5, "äö"],
    // Four bytes: none of it fits into three.
    ["🙂🙂", 7, "🙂"],
    ["", 0, ""],
  ])("%p to %d bytes is %p", (text, bytesMax, expected) => {
    expect(cleanAndCut(text, bytesMax)).toBe(expected);
  });

  test.each([
    ["abc", 3, "abc"],
    ["abcd", 3, "abc"],
    ["a🙂", 2, "a"],
    ["a🙂", 3, "a🙂"],
  ])("%p to %d units is %p", (text, charsMax, expected) => {
    expect(cleanAndCutChars(text, charsMax)).toBe(expected);
  });
});

describe("cleanProperties", () => {
  test("clean properties are the same object", () => {
    const properties = { a: "x", b: [1, { c: "🙂" }], d: null };
    expect(cleanProperties(properties, 8)).toBe(properties);
  });

  test("unclean keys and texts are replaced at any depth, and the sender's object is not", () => {
    const properties = { a: ["\ud83d", { "k\0": "v" }], n: 1 };
    expect(cleanProperties(properties, 8)).toEqual({ a: ["\ufffd", { "k\ufffd": "v" }], n: 1 });
    expect(properties.a[0]).toBe("\ud83d");
  });

  test("a key called __proto__ stays a key", () => {
    const properties = JSON.parse(`{"__proto__": {"x": 1}, "a": "\\u0000"}`) as Record<string, unknown>;
    expect(JSON.stringify(cleanProperties(properties, 8))).toBe(`{"__proto__":{"x":1},"a":"\ufffd"}`);
  });
});
