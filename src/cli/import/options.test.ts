import { describe, expect, test } from "bun:test";
import { fieldMap, parseFieldTexts } from "./field-map.ts";
import { describeFormat, formatOfName } from "./format.ts";
import { type FormatFlags, readFormatFlags } from "./options.ts";

const none: FormatFlags = { map: [], set: [], numbers: [] };

describe("--map and --set", () => {
  test.each([
    [["name=event,user_id=application_id"], { name: "event", user_id: "application_id" }],
    [["name=event", "user_id=b=c"], { name: "event", user_id: "b=c" }],
    [[String.raw`title=Name\, first , ip=`], { title: "Name, first", ip: "" }],
    [[], {}],
  ])("%p", (given, expected) => {
    expect(parseFieldTexts("--map", given)).toEqual({ ok: true, value: expected });
  });

  test.each([[["nam=event"]], [["event"]], [["=event"]], [["name=a,name=b"]], [["__proto__=a"]]])(
    "%p is refused",
    (given) => {
      expect(parseFieldTexts("--map", given)).toMatchObject({
        ok: false,
        error: expect.stringContaining("--map"),
      });
    },
  );

  test("a mapped field looks nowhere else; an empty one at nothing", () => {
    const map = fieldMap({ name: "event", value: "" });
    expect([map.name, map.value, map.user_id]).toEqual([["event"], [], ["userId", "user_id"]]);
  });
});

describe("the format", () => {
  test.each([
    ["a/access.log", "combined"],
    ["access.log.3.gz", "combined"],
    ["x.CSV.zst", "csv"],
    ["x.ndjson", "ndjson"],
    ["x.jsonl.gz", "ndjson"],
    ["x.json", undefined],
    ["-", undefined],
  ] as const)("of %s is %s", (file, expected) => {
    expect(formatOfName(file)).toBe(expected);
  });

  test("is read from the flags, and else from the name", () => {
    const options = { map: {}, constants: {}, timeFormat: "auto" as const, numbers: [] };
    expect(readFormatFlags("x.csv", none)).toEqual({
      ok: true,
      value: { name: "csv", options: { ...options, delimiter: "," } },
    });
    expect(readFormatFlags("x.csv", { ...none, format: "ndjson" })).toEqual({
      ok: true,
      value: { name: "ndjson", options },
    });
    expect(readFormatFlags("x.csv", { ...none, delimiter: "tab" })).toHaveProperty(
      "value.options.delimiter",
      "\t",
    );
    expect(readFormatFlags("-", none)).toMatchObject({
      ok: false,
      error: expect.stringContaining("--format"),
    });
  });

  test.each<[string, FormatFlags]>([
    ["--map", { ...none, format: "combined", map: ["name=a"] }],
    ["--set", { ...none, format: "combined", set: ["name=a"] }],
    ["--numbers", { ...none, format: "combined", numbers: ["a"] }],
    ["--time-format", { ...none, format: "combined", timeFormat: "ms" }],
    ["--pages-only", { ...none, format: "csv", pagesOnly: true }],
    ["--delimiter", { ...none, format: "ndjson", delimiter: ";" }],
    ["--delimiter", { ...none, format: "csv", delimiter: "" }],
  ])("%s is refused where it would do nothing", (flag, flags) => {
    expect(readFormatFlags("-", flags)).toMatchObject({ ok: false, error: expect.stringContaining(flag) });
  });

  test("describes itself alike however the options were written, and otherwise when they differ", () => {
    const describeFlags = (flags: Partial<FormatFlags>) => {
      const format = readFormatFlags("x.csv", { ...none, ...flags });
      return format.ok ? describeFormat(format.value) : format.error;
    };
    const described = describeFlags({ map: ["name=a,time=b"], numbers: ["y", "x"] });
    expect(describeFlags({ map: ["time=b", "name=a"], numbers: ["x,y"] })).toBe(described);
    expect(describeFlags({ map: ["time=b", "name=c"], numbers: ["x,y"] })).not.toBe(described);
  });
});
