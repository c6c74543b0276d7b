import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { limits } from "../kernel/limits.ts";
import {
  draftParser,
  eventName,
  isRejection,
  optionalId,
  optionalNumber,
  optionalText,
  optionalTime,
  properties,
  requiredId,
  text,
} from "./schema.ts";
import { rejectReasons } from "./verdict.ts";

/** A dialect of its own making, with names unlike the event's own and one nested object. */
const parse = draftParser({
  schema: z.object({
    eventName,
    siteId: requiredId,
    userId: optionalId,
    pageUrl: optionalText,
    amount: optionalNumber,
    happenedAt: optionalTime,
    context: z.object({ ip: optionalText, screen: z.object({ width: z.number() }).nullish() }).nullish(),
    data: properties,
  }),
  time: "happenedAt",
  properties: "data",
  toDraft: (raw, time, given) => ({
    name: raw.eventName,
    time,
    user_id: text(raw.userId),
    url: text(raw.pageUrl),
    value: raw.amount ?? undefined,
    properties: given,
  }),
});

const good = { eventName: "signup", siteId: "s" };

describe("a draft parser", () => {
  test("makes a draft of what was stated", () => {
    const data = { plan: "pro" };
    const raw = {
      ...good,
      userId: "u",
      pageUrl: "https://a.example",
      amount: 0,
      happenedAt: "2024-01-31",
      data,
    };
    expect(parse(raw)).toEqual({
      name: "signup",
      time: Date.UTC(2024, 0, 31),
      user_id: "u",
      url: "https://a.example",
      value: 0,
      properties: { plan: "pro" },
    });
  });

  test("takes null and the empty text for absent, in optional fields", () => {
    const raw = {
      ...good,
      userId: null,
      pageUrl: "",
      amount: null,
      happenedAt: null,
      context: null,
      data: null,
    };
    expect(parse(raw)).toEqual({ name: "signup", properties: {} });
    expect(parse({ ...raw, happenedAt: "" })).toEqual({ name: "signup", properties: {} });
  });

  test("takes fields at their limits", () => {
    const raw = {
      eventName: "n".repeat(limits.eventNameCharsMax),
      siteId: "s".repeat(limits.idCharsMax),
      userId: "u".repeat(limits.idCharsMax),
      pageUrl: "p".repeat(limits.stringBytesMax),
    };
    expect(isRejection(parse(raw))).toBe(false);
  });

  test("ignores fields that it does not know", () => {
    expect(parse({ ...good, name: "other", time: "never", properties: [] })).toEqual({
      name: "signup",
      properties: {},
    });
  });

  test("never takes a field from `__proto__`", () => {
    const raw = JSON.parse(
      '{"eventName":"signup","siteId":"s","__proto__":{"userId":"evil","happenedAt":5}}',
    ) as unknown;
    expect(parse(raw)).toEqual({ name: "signup", properties: {} });
    const nameless = JSON.parse('{"siteId":"s","__proto__":{"eventName":"evil"}}') as unknown;
    expect(parse(nameless)).toMatchObject({ code: "missing_field", field: "eventName" });
  });

  test("hands over the properties as they were sent, strange keys and all", () => {
    const raw = JSON.parse(
      '{"eventName":"e","siteId":"s","data":{"__proto__":{"a":1},"constructor":2,"a.b":3}}',
    ) as {
      data: object;
    };
    const draft = parse(raw);
    expect(isRejection(draft) ? draft : draft.properties).toBe(raw.data as never);
  });
});

describe("a rejection names code and field:", () => {
  const bad: [what: string, raw: unknown, code: string, field: string | undefined, message: RegExp][] = [
    ["no name", { siteId: "s" }, "missing_field", "eventName", /^eventName: /],
    ["a name of null", { ...good, eventName: null }, "invalid_field", "eventName", /^eventName: .*string/],
    [
      "a name of another type",
      { ...good, eventName: 5 },
      "invalid_field",
      "eventName",
      /^eventName: .*string/,
    ],
    ["an empty name", { ...good, eventName: "" }, "invalid_field", "eventName", /^eventName: /],
    [
      "a name of 201 characters",
      { ...good, eventName: "n".repeat(201) },
      "too_long",
      "eventName",
      /^eventName: .*200/,
    ],
    ["no required id", { eventName: "e" }, "missing_field", "siteId", /^siteId: /],
    [
      "a required id of 201 characters",
      { ...good, siteId: "s".repeat(201) },
      "too_long",
      "siteId",
      /^siteId: .*200/,
    ],
    [
      "an optional id of 201 characters",
      { ...good, userId: "u".repeat(201) },
      "too_long",
      "userId",
      /^userId: .*200/,
    ],
    ["an optional id that is a number", { ...good, userId: 7 }, "invalid_field", "userId", /^userId: /],
    [
      "a text of 8193 characters",
      { ...good, pageUrl: "p".repeat(8193) },
      "too_long",
      "pageUrl",
      /^pageUrl: .*8192/,
    ],
    ["a number as a text", { ...good, amount: "5" }, "invalid_field", "amount", /^amount: .*number/],
    ["a number too large for JSON", { ...good, amount: Infinity }, "invalid_field", "amount", /^amount: /],
    ["an object where a text belongs", { ...good, pageUrl: {} }, "invalid_field", "pageUrl", /^pageUrl: /],
    [
      "a time that is none",
      { ...good, happenedAt: "soon" },
      "time_out_of_range",
      "happenedAt",
      /^happenedAt: .*ISO 8601/,
    ],
    [
      "February 30",
      { ...good, happenedAt: "2024-02-30" },
      "time_out_of_range",
      "happenedAt",
      /^happenedAt: .*ISO 8601/,
    ],
    [
      "a time before 1970",
      { ...good, happenedAt: -1 },
      "time_out_of_range",
      "happenedAt",
      /^happenedAt: .*1970/,
    ],
    [
      "a time in the year 20000",
      { ...good, happenedAt: 568_971_820_800_000 },
      "time_out_of_range",
      "happenedAt",
      /2298/,
    ],
    ["a time of another type", { ...good, happenedAt: [1] }, "invalid_field", "happenedAt", /^happenedAt: /],
    ["a nested field", { ...good, context: { ip: 5 } }, "invalid_field", "context.ip", /^context\.ip: /],
    [
      "a missing field two levels down",
      { ...good, context: { screen: {} } },
      "missing_field",
      "context.screen.width",
      /^context\.screen\.width: /,
    ],
    [
      "properties that are a list",
      { ...good, data: [1] },
      "invalid_field",
      "data",
      /^data: must be an object$/,
    ],
    [
      "properties that are a text",
      { ...good, data: "{}" },
      "invalid_field",
      "data",
      /^data: must be an object$/,
    ],
    [
      "a long text in the properties",
      { ...good, data: { cart: [{ title: "t".repeat(8193) }] } },
      "too_long",
      "data.cart.0.title",
      /^data\.cart\.0\.title: must not be longer than 8192 characters$/,
    ],
    [
      "too deep properties",
      { ...good, data: deep(9) },
      "too_deep",
      "data.k.k.k.k.k.k.k.k",
      /nested deeper than 8/,
    ],
    [
      "too many properties",
      { ...good, data: Object.fromEntries(Array.from({ length: 256 }, (_, index) => [index, 1])) },
      "too_many_keys",
      "data",
      /^data: .*255 keys/,
    ],
    [
      "too large properties",
      { ...good, data: { ["k".repeat(40_000)]: 1 } },
      "event_too_large",
      "data",
      /^data: .*32768/,
    ],
    ["null for an event", null, "invalid_field", undefined, /object/],
    ["a number for an event", 5, "invalid_field", undefined, /object/],
    ["a list for an event", [good], "invalid_field", undefined, /object/],
    ["nothing for an event", undefined, "invalid_field", undefined, /object/],
  ];
  test.each(bad)("%s", (_, raw, code, field, message) => {
    const rejection = parse(raw);
    expect(rejection).toMatchObject({ code });
    expect("field" in rejection ? rejection.field : undefined).toBe(field);
    expect((rejection as { message: string }).message).toMatch(message);
  });

  test("only the first problem, so that one answer names one thing to mend", () => {
    expect(parse({})).toMatchObject({ code: "missing_field", field: "eventName" });
  });
});

test("any JSON becomes a draft or a rejection with a known reason and a message, and never throws", () => {
  const field = fc.oneof(fc.jsonValue(), fc.string(), fc.constant(null));
  const raw = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        eventName: field,
        siteId: field,
        userId: field,
        amount: field,
        happenedAt: field,
        context: field,
        data: field,
      },
      { requiredKeys: [] },
    ),
    fc.record({ eventName: fc.constant("e"), siteId: fc.constant("s"), happenedAt: field, data: field }),
  );
  fc.assert(
    fc.property(raw, (given) => {
      const parsed = parse(given);
      if (!isRejection(parsed)) return;
      expect(rejectReasons as readonly string[]).toContain(parsed.code);
      expect(parsed.message.length).toBeGreaterThan(5);
    }),
    { numRuns: 300 },
  );
});

function deep(levels: number): object {
  return levels === 1 ? { k: 1 } : { k: deep(levels - 1) };
}
