import { limits } from "../kernel/limits.ts";
import type { Properties } from "./event.ts";

export interface PropertiesProblem {
  readonly code: "invalid_field" | "too_deep" | "too_many_keys" | "too_long" | "event_too_large";
  readonly message: string;
  readonly path: string[];
}

/** Checks properties against their limits without changing them; null when they are good. */
export function propertiesProblem(value: unknown): PropertiesProblem | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { code: "invalid_field", message: "must be an object", path: [] };
  }
  const budget = { keysLeft: limits.propertyKeysMax, bytesLeft: limits.propertiesBytesMax };
  return problemIn(value, 1, budget, []);
}

interface Budget {
  keysLeft: number;
  bytesLeft: number;
}

function problemIn(value: object, depth: number, budget: Budget, path: string[]): PropertiesProblem | null {
  if (depth > limits.propertyDepthMax) {
    return {
      code: "too_deep",
      message: `must not be nested deeper than ${limits.propertyDepthMax} levels`,
      path,
    };
  }
  const isArray = Array.isArray(value);
  for (const key in value) {
    if (!isArray && --budget.keysLeft < 0) {
      return {
        code: "too_many_keys",
        message: `must not have more than ${limits.propertyKeysMax} keys in all`,
        path: [],
      };
    }
    const child = (value as Properties)[key];
    budget.bytesLeft -= (isArray ? 1 : key.length + 4) + leafBytes(child);
    if (budget.bytesLeft < 0) {
      const message = `must not be larger than ${limits.propertiesBytesMax} bytes in all`;
      return { code: "event_too_large", message, path: [] };
    }
    const problem = childProblem(child, key, depth, budget, path);
    if (problem !== null) return problem;
  }
  return null;
}

function childProblem(
  child: unknown,
  key: string,
  depth: number,
  budget: Budget,
  path: string[],
): PropertiesProblem | null {
  if (typeof child === "object" && child !== null) return problemIn(child, depth + 1, budget, [...path, key]);
  if (typeof child === "string" && child.length > limits.stringBytesMax) {
    const message = `must not be longer than ${limits.stringBytesMax} characters`;
    return { code: "too_long", message, path: [...path, key] };
  }
  return null;
}

/** About the size in JSON; exact for ASCII, and never less than two bytes a string. */
function leafBytes(value: unknown): number {
  if (typeof value === "string") return value.length + 2;
  return 8;
}

/**
 * The JSON text of an object as the store takes it. It refuses lone surrogates, which are no Unicode
 * text: they become U+FFFD, in keys as in values. It refuses whole numbers beyond 64 bits: they are
 * written as a power of ten and read as the same double. It keeps a dot in a key as `%2E` and refuses
 * two keys that are the same then, so `%2E` in a key is a dot from the start, and the last one counts.
 */
export function storableJson(given: Readonly<Record<string, unknown>>): string {
  const json = JSON.stringify(given);
  return isPerhapsRefused(json) ? JSON.stringify(storable(given)) : json;
}

/**
 * JSON.stringify writes lone surrogates, and only them, as \ud8xx to \udfxx; 2^63 has 19 digits. Looking for the
 * one sign first takes a sixth of the time of one expression for all three.
 */
function isPerhapsRefused(json: string): boolean {
  if (json.includes("\\") && json.includes("\\ud")) return true;
  if (json.includes("%") && json.includes("%2E")) return true;
  return nineteenDigits.test(json);
}

const nineteenDigits = /\d{19}/;

function storable(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "number") return isBeyond64Bits(value) ? rawJson(value.toExponential()) : value;
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key.toWellFormed().replaceAll("%2E", "."), storable(child)]),
  );
}

/** -2^63 itself is beyond, because the shortest digits that JavaScript writes for it are. */
function isBeyond64Bits(value: number): boolean {
  return Number.isInteger(value) && (value >= 2 ** 64 || value <= -(2 ** 63));
}

/** What JSON.stringify puts into the text letter for letter; newer than TypeScript's own declarations. */
const { rawJSON: rawJson } = JSON as typeof JSON & { rawJSON: (text: string) => object };
