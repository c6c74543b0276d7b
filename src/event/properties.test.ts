import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { limits } from "../kernel/limits.ts";
import type { Properties } from "./event.ts";
import { storableJson, propertiesProblem } from "./properties.ts";

describe("propertiesProblem finds nothing wrong with", () => {
  const good: [what: string, value: unknown][] = [
    ["no properties", {}],
    [
      "every kind of JSON value",
      { text: "a", number: 1.5, flag: false, nothing: null, list: [1], inner: { a: 1 } },
    ],
    ["eight levels of objects", nestedObjects(8)],
    ["eight levels with arrays among them", { a: [{ b: [{ c: [{ d: [1] }] }] }] }],
    ["255 keys", keyed(255)],
    ["255 keys in all, over several objects", { a: keyed(100), b: [keyed(100), keyed(53)] }],
    ["a text of the longest length", { text: "x".repeat(limits.stringBytesMax) }],
    ["a list of many short items, which are no keys", { list: Array.from({ length: 3_000 }, () => 0) }],
    [
      "numbers as large as they come",
      { a: Number.MAX_VALUE, b: Number.MAX_SAFE_INTEGER, c: 5e-324, d: 1e300 },
    ],
    ["the empty key", { "": "" }],
    ["keys that look like a path", { "a.b": 1, a: { b: 2 } }],
    [
      "keys that objects have by nature",
      JSON.parse('{"__proto__": {"a": 1}, "constructor": {"prototype": {}}}'),
    ],
  ];
  test.each(good)("%s", (_, value) => {
    expect(propertiesProblem(value)).toBeNull();
  });
});

describe("propertiesProblem names", () => {
  test.each(["null", '"text"', "1", "true", "[]", '[{"a":1}]'])("%s as no object", (json) => {
    const value: unknown = JSON.parse(json);
    expect(propertiesProblem(value)).toEqual({
      code: "invalid_field",
      message: "must be an object",
      path: [],
    });
  });

  test("the ninth level and the way there", () => {
    expect(propertiesProblem(nestedObjects(9))).toEqual({
      code: "too_deep",
      message: "must not be nested deeper than 8 levels",
      path: ["k", "k", "k", "k", "k", "k", "k", "k"],
    });
    const arrays = { a: [[[[[[[[1]]]]]]]] };
    expect(propertiesProblem(arrays)).toMatchObject({
      code: "too_deep",
      path: ["a", "0", "0", "0", "0", "0", "0", "0"],
    });
  });

  test("one key too many, wherever it is", () => {
    const problem = {
      code: "too_many_keys" as const,
      message: "must not have more than 255 keys in all",
      path: [],
    };
    expect(propertiesProblem(keyed(256))).toEqual(problem);
    expect(propertiesProblem({ a: keyed(100), b: [keyed(100), keyed(54)] })).toEqual(problem);
  });

  test("a text that is too long, by its way", () => {
    const text = "x".repeat(limits.stringBytesMax + 1);
    expect(propertiesProblem({ cart: { items: [{ title: "short" }, { title: text }] } })).toEqual({
      code: "too_long",
      message: "must not be longer than 8192 characters",
      path: ["cart", "items", "1", "title"],
    });
  });

  test("a long list by its size", () => {
    const list = Array.from({ length: limits.propertiesBytesMax }, () => 0);
    expect(propertiesProblem({ list })).toMatchObject({ code: "event_too_large", path: [] });
  });

  test("long keys by their size, because keys are stored as well", () => {
    const long = "k".repeat(limits.propertiesBytesMax);
    expect(propertiesProblem({ [long]: 1 })).toMatchObject({ code: "event_too_large" });
  });

  test("a depth that would overflow the stack", () => {
    let value: unknown = 1;
    for (let level = 0; level < 1_000_000; level++) value = [value];
    expect(propertiesProblem({ value })).toMatchObject({ code: "too_deep" });
  });
});

describe("the size of properties", () => {
  test("ends at 32 KiB of JSON, to the byte", () => {
    // The outermost braces less the comma that the last entry does not have: one byte is not counted.
    const fits = textsOfJsonBytes(limits.propertiesBytesMax + 1);
    expect(JSON.stringify(fits)).toHaveLength(limits.propertiesBytesMax + 1);
    expect(propertiesProblem(fits)).toBeNull();
    expect(propertiesProblem(textsOfJsonBytes(limits.propertiesBytesMax + 2))).toEqual({
      code: "event_too_large",
      message: "must not be larger than 32768 bytes in all",
      path: [],
    });
  });
});

describe("storableJson", () => {
  test("is plain JSON for plain text, astral characters among it", () => {
    const properties = { name: "Zoë 😀 \u0000 \u2028", path: "C:\\users\\dad", list: ["\\ud800"] };
    expect(storableJson(properties)).toBe(JSON.stringify(properties));
  });

  test("turns lone surrogates into U+FFFD, in texts and keys at any depth", () => {
    const properties = JSON.parse(
      '{"a\\ud800": ["\\udc00x", {"b\\udbff": "\\ud83d\\ude00 \\ud83d"}]}',
    ) as Properties;
    expect(storableJson(properties)).toBe('{"a\ufffd":["\ufffdx",{"b\ufffd":"😀 \ufffd"}]}');
  });

  test("keeps every other value beside a lone surrogate", () => {
    const rest = { number: -1.5e-7, flag: true, nothing: null, list: [[], {}] };
    expect(JSON.parse(storableJson({ ...rest, bad: "\ud800" }))).toEqual({ ...rest, bad: "\ufffd" });
  });

  /**
   * ClickHouse refuses whole numbers beyond 64 bits: the event would be a dead letter, and the batch
   * around it would be taken apart to find it. As a power of ten the same number is a Float64.
   */
  describe("writes a whole number", () => {
    const numbers: [what: string, number: number, json: string][] = [
      ["of 2^53 as it is", Number.MAX_SAFE_INTEGER, "9007199254740991"],
      ["of 2^63 as it is", 2 ** 63, "9223372036854776000"],
      ["just below 2^64 as it is", 2 ** 64 - 2_048, "18446744073709550000"],
      ["of 2^64 as a power of ten", 2 ** 64, "1.8446744073709552e+19"],
      ["just above -2^63 as it is", -(2 ** 63) + 1_024, "-9223372036854775000"],
      [
        "of -2^63, which JavaScript rounds beyond 64 bits, as a power of ten",
        -(2 ** 63),
        "-9.223372036854776e+18",
      ],
      ["of twenty zeros as a power of ten", 1e20, "1e+20"],
      ["of thirty zeros as JavaScript does", 1e30, "1e+30"],
    ];
    test.each(numbers)("%s", (_, number, json) => {
      expect(storableJson({ a: number, b: [{ c: number }] })).toBe(`{"a":${json},"b":[{"c":${json}}]}`);
      expect(Number(json)).toBe(number);
    });

    test("of many digits in a text as that text", () => {
      const properties = { card: "18446744073709551616", "123456789012345678901": 1 };
      expect(storableJson(properties)).toBe(JSON.stringify(properties));
    });
  });

  test("has null for a number that no double can hold, as JavaScript's own JSON", () => {
    expect(storableJson(JSON.parse('{"a":1e400,"b":[-1e400]}') as Properties)).toBe('{"a":null,"b":[null]}');
  });

  const proto =
    '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"x"}';
  test("keeps keys that objects have by nature as data, and gives no other object their values", () => {
    const properties = JSON.parse(proto) as Properties;
    expect(propertiesProblem(properties)).toBeNull();
    expect(storableJson(properties)).toBe(proto);
    const withSurrogate = JSON.parse(`${proto.slice(0, -1)},"bad":"\\ud800"}`) as Properties;
    expect(propertiesProblem(withSurrogate)).toBeNull();
    expect(storableJson(withSurrogate)).toBe(`${proto.slice(0, -1)},"bad":"\ufffd"}`);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("is well-formed JSON of the same data, whatever was sent", () => {
    fc.assert(
      fc.property(jsonObject(anyText), (properties) => {
        const json = storableJson(properties);
        expect(json.isWellFormed()).toBe(true);
        expect(json).not.toMatch(/(?<!\\)(?:\\\\)*\\ud/);
        if (JSON.stringify(properties).includes("\\ud")) return;
        expect(JSON.parse(json)).toEqual(properties);
      }),
    );
  });
});

/** The limits, counted in the plainest way. */
describe("propertiesProblem agrees with a plain count of", () => {
  test("depth and keys", () => {
    fc.assert(
      fc.property(jsonObject(fc.string({ maxLength: 4 })), (properties) => {
        const problem = propertiesProblem(properties);
        const isGood =
          depthOf(properties) <= limits.propertyDepthMax && keysOf(properties) <= limits.propertyKeysMax;
        expect(problem === null).toBe(isGood);
      }),
      { numRuns: 300 },
    );
  });
});

/** UTF-16 units of any kind, lone surrogates often among them. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.oneof(fc.integer({ min: 0xd7f0, max: 0xe010 }), fc.constantFrom(92, 117, 100, 34, 0)), {
      maxLength: 8,
    })
    .map((units) => String.fromCharCode(...units)),
);

function jsonObject(text: fc.Arbitrary<string>): fc.Arbitrary<Properties> {
  const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
  const { object } = fc.letrec<{ value: unknown; object: Properties }>((tie) => ({
    value: fc.oneof(
      { depthSize: "large", maxDepth: 11 },
      leaf,
      fc.array(tie("value"), { maxLength: 3 }),
      tie("object"),
    ),
    object: fc.dictionary(text, tie("value"), { maxKeys: 5 }),
  }));
  return object;
}

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function keysOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return own + Object.values(value).reduce<number>((sum, child) => sum + keysOf(child), 0);
}

function nestedObjects(levels: number): Properties {
  return levels === 1 ? { k: 1 } : { k: nestedObjects(levels - 1) };
}

function keyed(count: number): Properties {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));
}

/** Five texts, none too long by itself, that are that many bytes of JSON together. */
function textsOfJsonBytes(bytes: number): Properties {
  const properties: Record<string, string> = { a: "", b: "", c: "", d: "", e: "" };
  let left = bytes - JSON.stringify(properties).length;
  for (const key of Object.keys(properties)) {
    properties[key] = "x".repeat(Math.min(left, limits.stringBytesMax));
    left -= properties[key].length;
  }
  return properties;
}
