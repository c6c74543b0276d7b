import type { RedactionReason } from "../../event/verdict.ts";
import { cardDigitsMin } from "./clues.ts";

/** Digits, in groups or not; long enough to hold a card's number. */
const digitRun = /\d(?:(?:[ +-]|%20)?\d){12,60}/g;
const separator = /[ +-]|%20/;
const digitsMax = 19;

/**
 * Numbers of payment cards: a known issuer's first digits, the length that goes with them, and a good
 * check digit. One in ten random numbers of that form passes too.
 */
export function replaceCards(text: string, found: RedactionReason[]): string {
  return text.replace(digitRun, (run) => replaceInRun(run, found));
}

/** A card's number may stand between other numbers; it begins and ends where a group of digits does. */
function replaceInRun(run: string, found: RedactionReason[]): string {
  const groups = run.split(separator);
  const separators = run.match(new RegExp(separator, "g")) ?? [];
  let text = "";
  for (let at = 0; at < groups.length;) {
    const taken = cardGroups(groups, at);
    if (taken > 0) found.push("card");
    text += taken > 0 ? "[card]" : groups[at]!;
    at += Math.max(1, taken);
    if (at < groups.length) text += separators[at - 1]!;
  }
  return text;
}

/** How many groups from `from` on are a card's number together; 0 if none are. */
function cardGroups(groups: readonly string[], from: number): number {
  let digits = "";
  let taken = 0;
  for (let at = from; at < groups.length && digits.length < digitsMax; at++) {
    digits += groups[at]!;
    if (isCard(digits)) taken = at - from + 1;
  }
  return taken;
}

/** Visa, Mastercard, American Express, Diners Club, Discover, UnionPay, JCB; by their published ranges. */
const issuers: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] },
  { prefix: /^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, lengths: [16] },
  { prefix: /^3[47]/, lengths: [15] },
  { prefix: /^3(?:0[0-5]|[689])/, lengths: [14, 16, 19] },
  { prefix: /^6(?:011|4[4-9]|5|2)/, lengths: [16, 17, 18, 19] },
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
];

export function isCard(digits: string): boolean {
  if (digits.length < cardDigitsMin || digits.length > digitsMax) return false;
  const isIssued = issuers.some(
    ({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits),
  );
  return isIssued && hasGoodCheckDigit(digits);
}

/** The formula of Luhn (ISO/IEC 7812-1). */
function hasGoodCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
