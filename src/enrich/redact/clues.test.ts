/** The pass over the characters spares texts the expressions, and must never spare one that they would change. */
import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { standardPrivacyPolicy } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { clue, cluesIn } from "./clues.ts";
import { patterns } from "./pattern.ts";
import { redactUrl } from "./redact-url.ts";
import { redactText, rulesOf } from "./rules.ts";

const rules = rulesOf({
  ...standardPrivacyPolicy,
  deniedProperties: ["phone"],
  removedPatterns: ["email", "card", "token"],
})!;
const everyPattern = clue.email | clue.card | clue.token;

/** Pieces that make up what is looked for, what stands between, and what only seems to be it. */
const pieces = fc.constantFrom(
  "jane",
  "@",
  "%40",
  "x.example",
  "4111",
  "4111111111111",
  "4111111111111111",
  "5555 5555 5555 4444",
  "3782-822463-10005",
  "1111",
  "1",
  " ",
  "+",
  "-",
  "%20",
  "_",
  ".",
  "eyJhbGci",
  "sk_live_",
  "aB3dE5gH7jK9mN1p",
  "AKIA",
  "?",
  "#",
  "&",
  "=",
  "token=",
  "phone=",
  "/",
  "https://",
  "é",
  "ſ",
  "٣",
  "\ud83d",
  "🙂",
);
const anyText = fc.oneof(
  fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.stringMatching(/^[\w-]{14,18}$/),
  fc.stringMatching(/^\d{11,15}$/),
);
const runs = { numRuns: 20_000 };

test.each(Object.entries(patterns))("what is a text's %s has its clue", (_, pattern) => {
  let changed = 0;
  fc.assert(
    fc.property(anyText, (text) => {
      const found: RedactionReason[] = [];
      const isChanged = pattern.replace(text, found) !== text;
      if (isChanged) changed++;
      if (isChanged || found.length > 0) expect(cluesIn(text) & pattern.clue).toBe(pattern.clue);
    }),
    runs,
  );
  // Else the texts would prove nothing.
  expect(changed).toBeGreaterThan(20);
});

test("texts and URLs become the same by their clues as by every expression", () => {
  const outcome = (redact: typeof redactUrl, text: string, clues: number) => {
    const found: RedactionReason[] = [];
    return { text: redact(text, clues, rules, found), found };
  };
  fc.assert(
    fc.property(anyText, (text) => {
      const clues = cluesIn(text);
      expect((clues & clue.parameters) !== 0).toBe(/[?#]/.test(text));
      for (const redact of [redactText, redactUrl]) {
        expect(outcome(redact, text, clues)).toEqual(outcome(redact, text, clues | everyPattern));
      }
    }),
    runs,
  );
});

test.each([
  ["", 0],
  ["/products/item-12", 0],
  ["1440x900", 0],
  ["https://news.example/item?id=1", clue.parameters],
  ["a-word-of-sixtee", clue.token],
  ["a-word-of-sixte", 0],
  ["123 456 789 012", 0],
  ["123 456 789 012 3", clue.card],
  ["100%", clue.email],
])("the clues in %p", (text, clues) => {
  expect(cluesIn(text)).toBe(clues);
});
