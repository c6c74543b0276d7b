import type { PersonalPattern } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { replaceCards } from "./card.ts";
import { replaceTokens } from "./token.ts";

/** Puts a mark in the place of everything of its kind, and notes each. */
export type Replace = (text: string, found: RedactionReason[]) => string;

/**
 * What personal data looks like. Texts come from strangers, so every expression here reads a text in
 * time that grows with its length: each repetition is bounded, or cannot fail once it has begun.
 */
export const patterns: Readonly<Record<PersonalPattern, Replace>> = {
  email: replaceEmails,
  card: replaceCards,
  token: replaceTokens,
};

/** Also as it stands in URLs, with its sign encoded. */
const email =
  /[\p{L}\p{N}._%+~-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}(?:\.|%2[Ee])){1,10}\p{L}[\p{L}\p{N}-]{1,62}/gu;

function replaceEmails(text: string, found: RedactionReason[]): string {
  // Nearly no text has one, and to look for the sign costs a hundredth of the expression.
  if (!text.includes("@") && !text.includes("%40")) return text;
  return text.replace(email, () => {
    found.push("email");
    return "[email]";
  });
}
