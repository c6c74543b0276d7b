import type { Properties } from "../event/event.ts";
import { cleanText, isCleanText } from "./clean-text.ts";

/**
 * Properties whose keys and texts are all clean (see clean-text.ts). JSON can spell a lone surrogate,
 * the store refuses it, and one such event would hold up the batch it is in. Properties that are clean
 * already, nearly all, are answered as they are; the sender's object is never changed.
 */
export function cleanProperties(properties: Properties, depthMax: number): Properties {
  return isClean(properties, depthMax) ? properties : (cleaned(properties, depthMax) as Properties);
}

/** Below `depthLeft` nothing is looked at: the schema has rejected deeper values before. */
function isClean(value: unknown, depthLeft: number): boolean {
  if (typeof value === "string") return isCleanText(value);
  if (typeof value !== "object" || value === null || depthLeft < 0) return true;
  if (Array.isArray(value)) return value.every((item) => isClean(item, depthLeft - 1));
  for (const key in value) {
    if (!isCleanText(key) || !isClean((value as Properties)[key], depthLeft - 1)) return false;
  }
  return true;
}

function cleaned(value: unknown, depthLeft: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null || depthLeft < 0) return value;
  if (Array.isArray(value)) return value.map((item) => cleaned(item, depthLeft - 1));
  // fromEntries defines own properties, so that a key such as `__proto__` stays a key.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), cleaned(item, depthLeft - 1)]),
  );
}
