import type { PrivacyPolicy } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { type Replace, patterns } from "./pattern.ts";
import { secretParameters } from "./token.ts";

/** A policy, ready to be applied. */
export interface Rules {
  /** Lower case. */
  readonly deniedNames: ReadonlySet<string>;
  readonly deniedPaths: ReadonlySet<string>;
  readonly replacements: readonly Replace[];
  /** Parameters of URLs whose value is blacked out. */
  readonly secretParameters: ReadonlySet<string>;
}

/** Null when the policy removes nothing. */
export function rulesOf(policy: PrivacyPolicy): Rules | null {
  const { deniedProperties, removedPatterns } = policy;
  if (deniedProperties.length === 0 && removedPatterns.length === 0) return null;
  const denied = deniedProperties.map((name) => name.toLowerCase());
  return {
    deniedNames: new Set(denied.filter((name) => !name.includes("."))),
    deniedPaths: new Set(denied.filter((name) => name.includes("."))),
    replacements: [...new Set(removedPatterns)].map((name) => patterns[name]),
    secretParameters: removedPatterns.includes("token") ? secretParameters : new Set(),
  };
}

export function redactText(text: string, rules: Rules, found: RedactionReason[]): string {
  return rules.replacements.reduce((left, replace) => replace(left, found), text);
}
