import type { PersonalPattern } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { replaceCards } from "./card.ts";
import { clue } from "./clues.ts";
import { replaceTokens } from "./token.ts";

export interface Pattern {
  /** Without which there is nothing of its kind. */
  readonly clue: number;
  /** Puts a mark in the place of everything of its kind, and notes each. */
  readonly replace: (text: string, found: RedactionReason[]) => string;
}

/**
 * What personal data looks like. Texts come from strangers, so every expression here reads a text in
 * time that grows with its length: each repetition is bounded, or cannot fail once it has begun.
 */
export const patterns: Readonly<Record<PersonalPattern, Pattern>> = {
  email: { clue: clue.email, replace: replaceEmails },
  card: { clue: clue.card, replace: replaceCards },
  token: { clue: clue.token, replace: replaceTokens },
};

/** Also as it stands in URLs, with its sign encoded. */
const email =
  /[\p{L}\p{N}._%+~-]{1,64}(?:@|%40)(?:[\p{L}\p{N}-]{1,63}(?:\.|%2[Ee])){1,10}\p{L}[\p{L}\p{N}-]{1,62}/gu;

function replaceEmails(text: string, found: RedactionReason[]): string {
  // A percent sign has come from most other signs, and to look for ours costs a hundredth of the expression.
  if (!text.includes("@") && !text.includes("%40")) return text;
  return text.replace(email, () => {
    found.push("email");
    return "[email]";
  });
}
