import type { PrivacyPolicy } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { enrichLimits } from "../limits.ts";
import { rememberRecent } from "../remember-recent.ts";
import { type Replace, patterns } from "./pattern.ts";
import { secretParameters } from "./token.ts";

/** A policy, ready to be applied. */
export interface Rules {
  /** What becomes of a property's name. Asked for each property; senders use the same few names over and over. */
  readonly nameOf: (key: string) => RedactedName;
  /** Lower case. */
  readonly deniedNames: ReadonlySet<string>;
  readonly deniedPaths: ReadonlySet<string>;
  readonly replacements: readonly Replace[];
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
  const replacements = [...new Set(removedPatterns)].map((name) => patterns[name]);
  return {
    nameOf: rememberRecent((key) => redactName(key, deniedNames, replacements), {
      entriesMax: enrichLimits.cacheEntriesMax,
      keyCharsMax: enrichLimits.cacheKeyCharsMax,
    }),
    deniedNames,
    deniedPaths: new Set(denied.filter((name) => name.includes("."))),
    replacements,
    secretParameters: removedPatterns.includes("token") ? secretParameters : new Set(),
  };
}

function redactName(
  key: string,
  deniedNames: ReadonlySet<string>,
  replacements: readonly Replace[],
): RedactedName {
  const lowerCase = key.toLowerCase();
  const found: RedactionReason[] = [];
  return {
    lowerCase,
    isDenied: deniedNames.has(lowerCase),
    text: redactText(key, { replacements }, found),
    found,
  };
}

export function redactText(
  text: string,
  { replacements }: Pick<Rules, "replacements">,
  found: RedactionReason[],
): string {
  let left = text;
  for (const replace of replacements) left = replace(left, found);
  return left;
}
