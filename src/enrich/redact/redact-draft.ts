import type { EventDraft, Properties } from "../../event/event.ts";
import type { PrivacyPolicy } from "../../event/privacy-policy.ts";
import type { RedactionReason } from "../../event/verdict.ts";
import { clue, cluesIn } from "./clues.ts";
import { isUrlOrPath, redactUrl } from "./redact-url.ts";
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
    const url = draft.url && redactPage(draft.url, rules, found);
    const path = draft.path && redactPage(draft.path, rules, found);
    const referrer = draft.referrer && redactPage(draft.referrer, rules, found);
    const title = draft.title && redactText(draft.title, cluesIn(draft.title), rules, found);
    const properties = redactObject(draft.properties, { rules, found }, propertyDepthMax, "");
    if (found.length === 0) return { draft, redactions: none };
    return { draft: { ...draft, url, path, referrer, title, properties }, redactions: found };
  };
}

const none: readonly RedactionReason[] = [];

interface Place {
  readonly rules: Rules;
  readonly found: RedactionReason[];
}

/** A field that holds a URL or a path, whatever it looks like. */
function redactPage(text: string, rules: Rules, found: RedactionReason[]): string {
  const clues = cluesIn(text);
  return clues === 0 ? text : redactUrl(text, clues, rules, found);
}

function redactValue(value: unknown, place: Place, depthLeft: number, path: string): unknown {
  if (typeof value === "string") return redactString(value, place);
  if (typeof value === "number") return redactNumber(value, place);
  // Below that depth nothing is looked at: the schema has rejected deeper values before.
  if (typeof value !== "object" || value === null || depthLeft < 0) return value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, place, depthLeft - 1, path));
  return redactObject(value as Properties, place, depthLeft - 1, path);
}

/** The same object when nothing was found in it; what is kept is only gathered from the first find on. */
function redactObject(properties: Properties, place: Place, depthLeft: number, path: string): Properties {
  const { rules, found } = place;
  const foundBefore = found.length;
  let kept: [string, unknown][] | null = null;
  let keysBefore = 0;
  for (const key in properties) {
    const value = properties[key];
    const name = rules.nameOf(key);
    const here = path === "" ? name.lowerCase : `${path}.${name.lowerCase}`;
    const isDenied = name.isDenied || rules.deniedPaths.has(here);
    if (isDenied) found.push("denied_property");
    else if (name.found.length > 0) found.push(...name.found);
    const left = isDenied ? undefined : redactValue(value, place, depthLeft, here);
    if (kept === null && found.length > foundBefore) kept = Object.entries(properties).slice(0, keysBefore);
    if (!isDenied) kept?.push([name.text, left]);
    keysBefore++;
  }
  // fromEntries defines own properties, so that a key such as `__proto__` stays a key.
  return kept === null ? properties : Object.fromEntries(kept);
}

function redactString(text: string, { rules, found }: Place): string {
  const clues = cluesIn(text);
  if (clues === 0) return text;
  const hasParameters = (clues & clue.parameters) !== 0 && isUrlOrPath(text);
  return hasParameters ? redactUrl(text, clues, rules, found) : redactText(text, clues, rules, found);
}

/** A number of 13 digits or more may be that of a card. */
function redactNumber(value: number, { rules, found }: Place): unknown {
  if (!Number.isInteger(value) || value < longNumberMin) return value;
  const text = String(value);
  const redacted = redactText(text, cluesIn(text), rules, found);
  return redacted === text ? value : redacted;
}

const longNumberMin = 1e12;
