import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { epochMsMax, parseTime } from "./time.ts";

const noon = Date.UTC(2024, 0, 31, 12);

describe("parseTime reads", () => {
  const good: [what: string, value: unknown, time: number][] = [
    ["epoch milliseconds", noon, noon],
    ["the epoch itself", 0, 0],
    ["a fraction of a millisecond, cut off", 1.9, 1],
    ["the last millisecond that the store holds", epochMsMax, epochMsMax],
    ["digits, as in a query string", String(noon), noon],
    ["few digits, as milliseconds too", "2024", 2024],
    ["ISO 8601 in UTC", "2024-01-31T12:00:00Z", noon],
    ["milliseconds", "2024-01-31T12:00:00.123Z", noon + 123],
    ["tenths of a second", "2024-01-31T12:00:00.1Z", noon + 100],
    ["nanoseconds, cut off and not rounded", "2024-01-31T12:00:00.123999999Z", noon + 123],
    ["a time without a zone, as UTC", "2024-01-31T12:00:00", noon],
    ["a time without seconds and zone", "2024-01-31T12:00", noon],
    ["a time without seconds in UTC", "2024-01-31T12:00Z", noon],
    ["a time without seconds and with an offset", "2024-01-31T14:00+02:00", noon],
    ["a date, as its midnight in UTC", "2024-01-31", Date.UTC(2024, 0, 31)],
    ["an offset east", "2024-01-31T17:45:00+05:45", noon],
    ["an offset west over midnight", "2024-01-31T00:00:00-12:00", noon],
    ["an offset of zero", "2024-01-31T12:00:00+00:00", noon],
    ["a leap day", "2024-02-29", Date.UTC(2024, 1, 29)],
    ["a leap day of a century that has one", "2000-02-29T00:00:00Z", Date.UTC(2000, 1, 29)],
    ["the last millisecond of a day", "2024-02-29T23:59:59.999Z", Date.UTC(2024, 2, 1) - 1],
    ["the last second of 2298", "2298-12-31T23:59:59.999Z", epochMsMax],
  ];
  test.each(good)("%s", (_, value, time) => {
    expect(parseTime(value)).toBe(time);
  });
});

describe("parseTime refuses", () => {
  const bad: [what: string, value: unknown][] = [
    ["a negative number", -1],
    ["a number just below zero, which must not be rounded up to it", -0.5],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["the first millisecond that the store cannot hold", epochMsMax + 1],
    ["the year 20000 as a number", Date.UTC(20_000, 0, 1)],
    ["the year 20000 as digits", String(Date.UTC(20_000, 0, 1))],
    ["the year 20000 as ISO 8601", "20000-01-01"],
    ["the year 20000 as expanded ISO 8601", "+020000-01-01T00:00:00Z"],
    ["the year 2299", "2299-01-01"],
    ["a time before 1970", "1969-12-31T23:59:59.999Z"],
    ["a time that its offset puts before 1970", "1970-01-01T00:00:00+00:01"],
    ["the year 0", "0000-01-01"],
    ["February 30, which Date.parse of some engines takes for March 1", "2024-02-30"],
    ["February 30 with a time", "2024-02-30T00:00:00Z"],
    ["February 29 of a common year", "2023-02-29"],
    ["February 29 of a century that is a common year", "2100-02-29"],
    ["June 31", "2024-06-31T00:00:00+05:45"],
    ["day 0", "2024-01-00"],
    ["month 13", "2024-13-01"],
    ["24:00, which is the next day's 00:00", "2024-01-31T24:00:00Z"],
    ["minute 60", "2024-01-31T12:60:00Z"],
    ["second 60", "2024-01-31T12:00:60Z"],
    ["an offset of a day", "2024-01-31T12:00:00+24:00"],
    ["a week date", "2024-W05-3"],
    ["an ordinal date", "2024-031"],
    ["a date without leading zeros", "2024-1-31"],
    ["a date with a zone", "2024-01-31Z"],
    ["a space instead of the T", "2024-01-31 12:00:00"],
    ["words", "yesterday"],
    ["the RFC 2822 form", "Wed, 31 Jan 2024 12:00:00 GMT"],
    ["space around it", " 2024-01-31"],
    ["a line behind it", "2024-01-31T12:00:00Z\n"],
    ["an exponent", "1e12"],
    ["a sign", "-1"],
    ["a decimal point", "1700000000000.5"],
    ["the empty text", ""],
    ["digits of another script", "١٧٠٠"],
    ["true", true],
    ["null", null],
    ["undefined", undefined],
    ["an object", {}],
    ["an array of one time", [noon]],
    ["a Date", new Date(noon)],
    ["a bigint", BigInt(noon)],
  ];
  test.each(bad)("%s", (_, value) => {
    expect(parseTime(value)).toBeUndefined();
  });
});

describe("parseTime, for any moment,", () => {
  const moments = fc.integer({ min: 0, max: epochMsMax });

  test("reads back what JavaScript writes", () => {
    fc.assert(
      fc.property(moments, (time) => {
        expect(parseTime(time)).toBe(time);
        expect(parseTime(String(time))).toBe(time);
        expect(parseTime(new Date(time).toISOString())).toBe(time);
        expect(parseTime(new Date(time).toISOString().slice(0, -1))).toBe(time);
      }),
    );
  });

  test("takes the offset off a local time", () => {
    const offsets = fc.integer({ min: -1439, max: 1439 });
    fc.assert(
      fc.property(fc.integer({ min: 86_400_000, max: epochMsMax - 86_400_000 }), offsets, (time, minutes) => {
        const local = new Date(time + minutes * 60_000).toISOString().slice(0, -1);
        const hours = String(Math.trunc(Math.abs(minutes) / 60)).padStart(2, "0");
        const rest = String(Math.abs(minutes) % 60).padStart(2, "0");
        expect(parseTime(`${local}${minutes < 0 ? "-" : "+"}${hours}:${rest}`)).toBe(time);
      }),
    );
  });

  test("never answers anything but a whole millisecond in range, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double(), fc.anything()), (value) => {
        const time = parseTime(value);
        return time === undefined || (Number.isInteger(time) && time >= 0 && time <= epochMsMax);
      }),
    );
  });
});
