import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type RecordOptions, ndjsonParser } from "./ndjson.ts";

const standard: RecordOptions = { map: {}, constants: {}, timeFormat: "auto", numbers: [] };

function draftOf(record: unknown, options: Partial<RecordOptions> = {}): unknown {
  const parsed = ndjsonParser({ ...standard, ...options })(JSON.stringify(record));
  return parsed.kind === "event" ? parsed.draft : parsed;
}

describe("a record", () => {
  test("in the native API's names", () => {
    const record = {
      eventName: "purchase",
      eventId: "e1",
      timestamp: "2024-01-01T00:00:00Z",
      userId: "u1",
      anonymousId: "a1",
      sessionId: "s1",
      pageUrl: "https://shop.example/",
      title: "Shop",
      referrer: "https://example.com/",
      value: 9.5,
      currency: "EUR",
      properties: { plan: "pro" },
    };
    expect(draftOf(record)).toEqual({
      name: "purchase",
      event_id: "e1",
      time: Date.UTC(2024, 0, 1),
      user_id: "u1",
      anonymous_id: "a1",
      session_id: "s1",
      url: "https://shop.example/",
      title: "Shop",
      referrer: "https://example.com/",
      value: 9.5,
      currency: "EUR",
      properties: { plan: "pro" },
    });
  });

  test("in canonical names; what is no field becomes a property", () => {
    const record = {
      name: "a",
      time: 5,
      user_id: 42,
      ip: "192.0.2.1",
      user_agent: "x",
      plan: "pro",
      properties: { n: 1 },
    };
    expect(draftOf(record)).toEqual({
      name: "a",
      time: 5,
      user_id: "42",
      ip: "192.0.2.1",
      user_agent: "x",
      properties: { plan: "pro", n: 1 },
    });
  });

  test("that has eventName means something else by name", () => {
    expect(draftOf({ eventName: "signup", name: "Ann", time: 5 })).toEqual({
      name: "signup",
      time: 5,
      properties: { name: "Ann" },
    });
  });

  test("with --map: paths are taken out, the first that is there", () => {
    const map = { name: "e", user_id: "user.id", ip: "context.request.ip", value: "" };
    const record = {
      e: "a",
      time: 5,
      value: 3,
      user: { id: "u", plan: "pro" },
      context: { request: { ip: "192.0.2.1" } },
    };
    expect(draftOf(record, { map })).toEqual({
      name: "a",
      time: 5,
      user_id: "u",
      ip: "192.0.2.1",
      properties: { value: 3, user: { plan: "pro" } },
    });
    expect(draftOf({ "user.id": "flat", time: 5 }, { map })).toMatchObject({ user_id: "flat" });
  });

  test("with --set, --numbers and --time-format", () => {
    const options = {
      constants: { name: "visit" },
      numbers: ["amount", "note"],
      timeFormat: "seconds",
    } as const;
    expect(draftOf({ name: "x", time: "5", amount: "1.50", note: "n/a" }, options)).toEqual({
      name: "visit",
      time: 5_000,
      properties: { amount: 1.5, note: "n/a" },
    });
  });

  test("with properties that are no object keeps them as one", () => {
    expect(draftOf({ name: "a", time: 5, properties: [1] })).toMatchObject({
      properties: { properties: [1] },
    });
  });

  test("with null and empty fields does not have them", () => {
    expect(draftOf({ name: "a", time: 5, user_id: null, title: "" })).toEqual({
      name: "a",
      time: 5,
      properties: {},
    });
    expect(draftOf({ eventName: null, name: "a", time: 5 })).toEqual({ name: "a", time: 5, properties: {} });
  });

  test.each([
    ["missing_field time", {}],
    ["missing_field time", { time: null }],
    ["time_out_of_range time", { time: "soon" }],
    ["invalid_json", []],
    ["invalid_json", "text"],
    ["invalid_json", null],
  ])("%s: %p", (reason, record) => {
    expect(draftOf(record)).toEqual({ kind: "rejected", reason });
  });
});

test("a key named like the prototype stays a key", () => {
  const parsed = ndjsonParser({ ...standard, map: { user_id: "__proto__.x" } })(
    '{"time":5,"__proto__":{"x":"u","y":1},"properties":{"a":1}}',
  );
  expect(JSON.stringify(parsed)).toBe(
    '{"kind":"event","draft":{"time":5,"properties":{"__proto__":{"y":1},"a":1},"user_id":"u"}}',
  );
});

test("any line is an event or a rejection, never an exception", () => {
  const parse = ndjsonParser({ ...standard, map: { user_id: "a.b" }, numbers: ["n"] });
  const records = fc.dictionary(
    fc.constantFrom("time", "name", "a", "n", "properties", "__proto__", "value"),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.json(),
        records.map((record) => JSON.stringify(record)),
      ),
      (line) => {
        expect(["event", "rejected"]).toContain(parse(line).kind);
      },
    ),
  );
});
