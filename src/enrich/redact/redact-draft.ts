import type { EventDraft, Properties } from "../../event/event.ts";
import type { PrivacyPolicy } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { hasParameters, redactUrl } from "./redact-url.ts";
import { type Rules, redactText, rulesOf } from "./rules.ts";

export interface Redacted {
  readonly draft: EventDraft;
  /** Once for each place. */
  readonly redactions: readonly RedactionReason[];
}

export type Redact = (draft: EventDraft, policy: PrivacyPolicy) => Redacted;

/**
 * What the sender stated, without what the project's policy removes: denied properties and parameters,
 * and what looks like personal data in properties, url, path, referrer and title. Ids are not looked at:
 * they are what the sender knows people by, and can be hashed (identify.ts). The sender's object is
 * never changed, and is handed on as it is when nothing was found in it, as in nearly all.
 */
export function createRedaction(propertyDepthMax: number): Redact {
  const known = new WeakMap<PrivacyPolicy, Rules | null>();
  return (draft, policy) => {
    let rules = known.get(policy);
    if (rules === undefined) {
      rules = rulesOf(policy);
      known.set(policy, rules);
    }
    if (rules === null) return { draft, redactions: none };
    const found: RedactionReason[] = [];
    const url = draft.url && redactUrl(draft.url, rules, found);
    const path = draft.path && redactUrl(draft.path, rules, found);
    const referrer = draft.referrer && redactUrl(draft.referrer, rules, found);
    const title = draft.title && redactText(draft.title, rules, found);
    const properties = redactObject(draft.properties, { rules, found, depthLeft: propertyDepthMax }, "");
    if (found.length === 0) return { draft, redactions: none };
    return { draft: { ...draft, url, path, referrer, title, properties }, redactions: found };
  };
}

const none: readonly RedactionReason[] = [];

interface Place {
  readonly rules: Rules;
  readonly found: RedactionReason[];
  readonly depthLeft: number;
}

function redactValue(value: unknown, place: Place, path: string): unknown {
  if (typeof value === "string") return redactString(value, place);
  if (typeof value === "number") return redactNumber(value, place);
  // Below that depth nothing is looked at: the schema has rejected deeper values before.
  if (typeof value !== "object" || value === null || place.depthLeft < 0) return value;
  const deeper = { ...place, depthLeft: place.depthLeft - 1 };
  if (Array.isArray(value)) return value.map((item) => redactValue(item, deeper, path));
  return redactObject(value as Properties, deeper, path);
}

function redactObject(properties: Properties, place: Place, path: string): Properties {
  const { rules, found } = place;
  const foundBefore = found.length;
  const kept: [string, unknown][] = [];
  for (const key in properties) {
    const { lowerCase, isDenied, text, found: foundInName } = rules.nameOf(key);
    const here = path === "" ? lowerCase : `${path}.${lowerCase}`;
    if (isDenied || rules.deniedPaths.has(here)) {
      found.push("denied_property");
      continue;
    }
    if (foundInName.length > 0) found.push(...foundInName);
    kept.push([text, redactValue(properties[key], place, here)]);
  }
  // fromEntries defines own properties, so that a key such as `__proto__` stays a key.
  return found.length === foundBefore ? properties : Object.fromEntries(kept);
}

function redactString(text: string, { rules, found }: Place): string {
  return hasParameters(text) ? redactUrl(text, rules, found) : redactText(text, rules, found);
}

/** A number of 13 digits or more may be that of a card. */
function redactNumber(value: number, { rules, found }: Place): unknown {
  if (!Number.isInteger(value) || value < longNumberMin) return value;
  const text = String(value);
  const redacted = redactText(text, rules, found);
  return redacted === text ? value : redacted;
}

const longNumberMin = 1e12;
