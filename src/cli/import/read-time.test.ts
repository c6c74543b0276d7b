import { expect, test } from "bun:test";
import fc from "fast-check";
import { timeFormats, timeReader } from "./read-time.ts";

const at = Date.UTC(2012, 2, 1, 8, 27, 37);

test.each([
  ["auto", "2012-03-01T08:27:37Z", at],
  ["auto", "2012-03-01 08:27:37.118", at + 118],
  ["auto", "2012-03-01T10:27:37+02:00", at],
  ["auto", " 2012-03-01T08:27:37 ", at],
  ["auto", "2012-03-01", Date.UTC(2012, 2, 1)],
  ["auto", at, at],
  ["auto", String(at), at],
  ["auto", "1330590457.5", undefined],
  ["seconds", at / 1_000, at],
  ["seconds", String(at / 1_000), at],
  ["seconds", "1330590457.1185", at + 119],
  ["seconds", "2012-03-01T08:27:37Z", undefined],
  ["seconds", "-1", undefined],
  ["ms", String(at), at],
  ["ms", at + 0.7, at],
  ["ms", "yesterday", undefined],
  ["ms", "1.2.3", undefined],
  ["ms", null, undefined],
  ["iso", "2012-03-01T08:27:37", at],
  ["iso", String(at), undefined],
  ["iso", at, undefined],
  ["iso", "2012-02-30T00:00:00Z", undefined],
] as const)("%s: %p is %p", (format, value, expected) => {
  expect(timeReader(format)(value)).toBe(expected);
});

test("never throws and gives times that the store can hold", () => {
  fc.assert(
    fc.property(fc.constantFrom(...timeFormats), fc.anything(), (format, value) => {
      const time = timeReader(format)(value);
      expect(time === undefined || (Number.isSafeInteger(time) && time >= 0)).toBe(true);
    }),
  );
});
