import { describe, expect, test } from "bun:test";
import * as fc from "fast-check";
import type { EventDraft } from "../../event/event.ts";
import { type PrivacyPolicy, standardPrivacyPolicy } from "../../event/privacy-policy.ts";
import { limits } from "../../kernel/limits.ts";
import { isCard } from "./card.ts";
import { createRedaction } from "./redact-draft.ts";

const redact = createRedaction(limits.propertyDepthMax);

function redacted(draft: Partial<EventDraft>, policy: Partial<PrivacyPolicy>) {
  return redact({ name: "n", properties: {}, ...draft }, { ...standardPrivacyPolicy, ...policy });
}

function textOf(text: string, ...removedPatterns: PrivacyPolicy["removedPatterns"]): unknown {
  return redacted({ properties: { text } }, { removedPatterns }).draft.properties["text"];
}

test("a policy that removes nothing hands the draft on as it is", () => {
  const draft = { name: "n", properties: { email: "jane@example.com" } };
  expect(redact(draft, standardPrivacyPolicy).draft).toBe(draft);
});

test.each([
  ["jane@example.com", "[email]"],
  ["write to jane.doe+news@mail.example.co.uk!", "write to [email]!"],
  ["müller@bücher.example", "[email]"],
  ["/u?m=jane%40example.com&x=1", "/u?m=[email]&x=1"],
  ["a@b", "a@b"],
  ["@handle and 5 @ 3.50", "@handle and 5 @ 3.50"],
])("e-mail addresses: %s", (text, expected) => {
  expect(textOf(text, "email")).toBe(expected);
});

test.each([
  ["4111111111111111", "[card]"],
  ["card 4111-1111-1111-1111 exp 12/29", "card [card] exp 12/29"],
  ["12 5555 5555 5555 4444 99", "12 [card] 99"],
  ["378282246310005 and 6011111111111117", "[card] and [card]"],
  ["pan=4111%201111%201111%201111", "pan=[card]"],
  // One digit wrong; a number of milliseconds; a longer number with a card's inside.
  ["4111111111111112", "4111111111111112"],
  ["1704067200000", "1704067200000"],
  ["994111111111111111199", "994111111111111111199"],
])("payment cards: %s", (text, expected) => {
  expect(textOf(text, "card")).toBe(expected);
});

test("a card's number that came as a number goes too; other numbers stay numbers", () => {
  const properties = { pan: 4_111_111_111_111_111, ms: 1_704_067_200_000, price: 9.99 };
  const { draft, redactions } = redacted({ properties }, { removedPatterns: ["card"] });
  expect(draft.properties).toEqual({ pan: "[card]", ms: 1_704_067_200_000, price: 9.99 });
  expect(redactions).toEqual(["card"]);
});

test.each([
  ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "[token]"],
  ["key sk_live_abcdefghijklmnop1234 here", "key [token] here"],
  ["aB3dE5gH7jK9mN1pQ3sT5vX7zA9cE1gH", "[token]"],
  ["0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"],
  ["6f1c1a2e-51b2-4b0e-9c33-0a1b2c3d4e5f", "6f1c1a2e-51b2-4b0e-9c33-0a1b2c3d4e5f"],
  ["a-quite-long-slug-of-a-page-about-2024", "a-quite-long-slug-of-a-page-about-2024"],
  ["/reset?token=abc&next=%2Fhome", "/reset?token=[token]&next=%2Fhome"],
])("tokens: %s", (text, expected) => {
  expect(textOf(text, "token")).toBe(expected);
});

describe("denied properties", () => {
  test("go at any depth by their name, and from the top by their path, in any case of letters", () => {
    const properties = {
      Password: 1,
      a: { password: 2, list: [{ PASSWORD: 3, keep: 4 }] },
      user: { mail: 5, x: 6 },
      mail: 7,
    };
    const { draft, redactions } = redacted({ properties }, { deniedProperties: ["password", "User.Mail"] });
    expect(draft.properties).toEqual({ a: { list: [{ keep: 4 }] }, user: { x: 6 }, mail: 7 });
    expect(redactions).toEqual(Array.from({ length: 4 }, () => "denied_property" as const));
  });

  test("go from queries and fragments of url, path, referrer and properties that are URLs", () => {
    const url = "https://x.example/p?mail=a&b=1#mail=c";
    const draft = redacted(
      { url, path: "/p?MAIL=a", referrer: url, properties: { page: url, text: "not a url?mail=a" } },
      { deniedProperties: ["mail"] },
    ).draft;
    expect(draft).toMatchObject({
      url: "https://x.example/p?b=1",
      path: "/p",
      referrer: "https://x.example/p?b=1",
    });
    expect(draft.properties).toEqual({ page: "https://x.example/p?b=1", text: "not a url?mail=a" });
  });

  test("a key such as __proto__ stays a key", () => {
    const properties = JSON.parse('{"__proto__": {"x": 1}, "a": 2}') as Record<string, unknown>;
    const { draft } = redacted({ properties }, { deniedProperties: ["a"] });
    expect(JSON.stringify(draft.properties)).toBe('{"__proto__":{"x":1}}');
  });
});

test("of any properties, only what is denied or found changes, and the sender's object never does", () => {
  const names = fc.constantFrom("a", "b", "password", "User", "mail", "__proto__", "jane@example.com");
  const leaves = fc.constantFrom(
    "x",
    "jane@example.com",
    "4111111111111111",
    4_111_111_111_111_111,
    5,
    null,
    true,
  );
  const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaves,
      fc.array(tie("value"), { maxLength: 3 }),
      fc.array(fc.tuple(names, tie("value")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const policy = { deniedProperties: ["password", "user.mail"], removedPatterns: ["email", "card"] as const };
  fc.assert(
    fc.property(fc.dictionary(names, anyValue), (properties) => {
      const given = JSON.stringify(properties);
      const { draft, redactions } = redacted({ properties }, policy);
      expect(JSON.stringify(draft.properties)).toBe(JSON.stringify(plainlyRedacted(properties, "")));
      expect(JSON.stringify(properties)).toBe(given);
      expect(draft.properties === properties).toBe(redactions.length === 0);
    }),
    { numRuns: 2_000 },
  );
});

/** The same as the policy of that test says, in few words. */
function plainlyRedacted(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => plainlyRedacted(item, path));
  if (typeof value !== "object" || value === null) {
    if (String(value) === "4111111111111111") return "[card]";
    return value === "jane@example.com" ? "[email]" : value;
  }
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const here = `${path}.${key}`.toLowerCase();
    if (key === "password" || here === ".user.mail") return [];
    return [[key === "jane@example.com" ? "[email]" : key, plainlyRedacted(item, here)]];
  });
  return Object.fromEntries(kept) as unknown;
}

test("the check digit is right for any number that is given one, and wrong for any other", () => {
  const digits = fc.stringMatching(/^4\d{14}$/);
  fc.assert(
    fc.property(digits, (body) => {
      const good = [...Array(10).keys()].filter((digit) => isCard(body + digit));
      expect(good).toHaveLength(1);
    }),
  );
});

test("no text takes long: whatever its pieces are repeated to", () => {
  const pieces = [
    "a",
    "@",
    "%40",
    ".",
    "a@",
    "a.",
    "1",
    "1 ",
    "4111 ",
    "-",
    "eyJ",
    "eyJ.",
    "aA1",
    "_",
    "?a=",
    "&token=",
    "#",
    "/",
  ];
  for (const one of pieces) {
    for (const two of pieces) {
      const text = `/${(one + two).repeat(limits.stringBytesMax)}`.slice(0, limits.stringBytesMax);
      const startedAt = performance.now();
      redacted(
        { url: text, title: text },
        { removedPatterns: ["email", "card", "token"], deniedProperties: ["a"] },
      );
      expect(performance.now() - startedAt).toBeLessThan(200);
    }
  }
});
