import { z } from "zod";
import type { BoundedAnswer } from "../analytics/analytics.ts";

/** What an answer says of its precision where the project samples (docs/semantics.md, Sampling); others say nothing. */
const boundFields = {
  approximate: z
    .literal(true)
    .optional()
    .describe("Where the project is or was sampled: counts are estimates"),
  sampling: z
    .object({
      factorMax: z.number().int().describe("The largest factor of the events that the answer is made of"),
      relativeError: z
        .number()
        .nullable()
        .describe(
          "Of the headline count: with a chance of 95 % it is off by no larger share; null where nothing was seen",
        ),
    })
    .optional(),
};

/** An answer with counts. */
export function countingAnswer<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object({ ...shape, ...boundFields });
}

/** How many are in a list behind a number. */
export const seenField = {
  seen: z
    .number()
    .int()
    .optional()
    .describe("Where the project is or was sampled: how many of them were seen, and are in the list"),
};

export function presentSeen(seen: number | null): { seen?: number } {
  return seen === null ? {} : { seen };
}

/** The answer as it is presented, with its precision. */
export function withBound<Answer, Presented extends object>(
  { answer, bound }: BoundedAnswer<Answer>,
  present: (answer: Answer) => Presented,
) {
  const presented = present(answer);
  return bound === null ? presented : { ...presented, approximate: true as const, sampling: bound };
}
