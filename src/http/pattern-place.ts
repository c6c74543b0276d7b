import type { Failure } from "../kernel/errors.ts";

/**
 * A pattern is only found wrong by the store, which does not know where it stood: it is looked for in the question as it
 * was written, and named as in a body that is sent, also where the question is a saved one.
 */
export function withPatternPlace(problem: Failure, sentBody: unknown): Failure {
  if (problem.pattern === undefined) return problem;
  const path = placeOf(sentBody, problem.pattern);
  if (path === null) return problem;
  const field = [...path, "value"].join(".");
  const says = problem.message.replace(/^regex: /, "");
  return { ...problem, code: "invalid_field", field, message: `${field}: ${says}` };
}

/** Of the first condition with this pattern. Bodies are not deep: the reader has seen to that. */
function placeOf(value: unknown, pattern: string): string[] | null {
  if (typeof value !== "object" || value === null) return null;
  if ("operator" in value && value.operator === "regex" && "value" in value && value.value === pattern)
    return [];
  for (const [key, child] of Object.entries(value)) {
    const path = placeOf(child, pattern);
    if (path !== null) return [key, ...path];
  }
  return null;
}
