import type { RedactionReason } from "../../event/verdict.ts";
import { clue } from "./clues.ts";
import { type Rules, redactText } from "./rules.ts";

/**
 * A URL or path without denied parameters, and with everything else that the rules find blacked out. What
 * goes with parameters joins nothing that was apart, so the clues in the URL are enough for what is left.
 */
export function redactUrl(url: string, clues: number, rules: Rules, found: RedactionReason[]): string {
  const left = (clues & clue.parameters) === 0 ? url : redactParameters(url, rules, found);
  return redactText(left, clues, rules, found);
}

/** Whether a text is read as a URL or a path: only then do its parameters have names. */
export function isUrlOrPath(text: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|\/|\?|#)/i.test(text);
}

/** Parameters stand behind `?`, and in single-page applications and sign-ins behind `#` too. */
function redactParameters(url: string, rules: Rules, found: RedactionReason[]): string {
  const start = url.search(/[?#]/);
  const parts = url.slice(start).split(/(?=[?#])/);
  const kept = parts.map((part) => {
    const pairs = part.slice(1).split("&");
    const left = pairs.flatMap((pair) => redactPair(pair, rules, found));
    return left.length === 0 ? "" : `${part[0]!}${left.join("&")}`;
  });
  return url.slice(0, start) + kept.join("");
}

function redactPair(pair: string, rules: Rules, found: RedactionReason[]): string[] {
  const equals = pair.indexOf("=");
  if (equals < 0) return [pair];
  const name = decoded(pair.slice(0, equals)).toLowerCase();
  if (rules.deniedNames.has(name) || rules.deniedPaths.has(name)) {
    found.push("denied_property");
    return [];
  }
  if (!rules.secretParameters.has(name) || equals === pair.length - 1) return [pair];
  found.push("token");
  return [`${pair.slice(0, equals)}=[token]`];
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
