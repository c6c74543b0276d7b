import type { PrivacyPolicy } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { enrichLimits } from "../limits.ts";
import { rememberRecent } from "../remember-recent.ts";
import { cluesIn } from "./clues.ts";
import { type Pattern, patterns } from "./pattern.ts";
import { secretParameters } from "./token.ts";

/** A policy, ready to be applied. */
export interface Rules {
  /** What becomes of a property's name. Asked for each property; senders use the same few names over and over. */
  readonly nameOf: (key: string) => RedactedName;
  /** Lower case. */
  readonly deniedNames: ReadonlySet<string>;
  readonly deniedPaths: ReadonlySet<string>;
  readonly patterns: readonly Pattern[];
  /** Parameters of URLs whose value is blacked out. */
  readonly secretParameters: ReadonlySet<string>;
}

export interface RedactedName {
  readonly lowerCase: string;
  readonly isDenied: boolean;
  /** Without what the patterns find in it, which is `found`. */
  readonly text: string;
  readonly found: readonly RedactionReason[];
}

/** Null when the policy removes nothing. */
export function rulesOf(policy: PrivacyPolicy): Rules | null {
  const { deniedProperties, removedPatterns } = policy;
  if (deniedProperties.length === 0 && removedPatterns.length === 0) return null;
  const denied = deniedProperties.map((name) => name.toLowerCase());
  const deniedNames = new Set(denied.filter((name) => !name.includes(".")));
  const ofPolicy = [...new Set(removedPatterns)].map((name) => patterns[name]);
  return {
    nameOf: rememberRecent((key) => redactName(key, deniedNames, ofPolicy), {
      entriesMax: enrichLimits.cacheEntriesMax,
      keyCharsMax: enrichLimits.cacheKeyCharsMax,
    }),
    deniedNames,
    deniedPaths: new Set(denied.filter((name) => name.includes("."))),
    patterns: ofPolicy,
    secretParameters: removedPatterns.includes("token") ? secretParameters : new Set(),
  };
}

function redactName(
  key: string,
  deniedNames: ReadonlySet<string>,
  ofPolicy: readonly Pattern[],
): RedactedName {
  const lowerCase = key.toLowerCase();
  const found: RedactionReason[] = [];
  return {
    lowerCase,
    isDenied: deniedNames.has(lowerCase),
    text: redactText(key, cluesIn(key), { patterns: ofPolicy }, found),
    found,
  };
}

/** `clues`: those in the text, or in a longer one that it is left of. */
export function redactText(
  text: string,
  clues: number,
  { patterns: ofPolicy }: Pick<Rules, "patterns">,
  found: RedactionReason[],
): string {
  let left = text;
  for (const { clue, replace } of ofPolicy) if ((clues & clue) !== 0) left = replace(left, found);
  return left;
}
