import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import { type ClosedPeriod, bucketCountMost } from "../../query/interval.ts";
import type { Query } from "../../query/query.ts";

/** Visitors active per day, and in the 7 and 30 days up to it (docs/semantics.md, Active users). */
export interface ActiveUsersParams {
  readonly query: Query & { readonly period: ClosedPeriod };
}

export const activeUsersParams: z.ZodType<ActiveUsersParams> = z
  .object({ query: z.custom<ActiveUsersParams["query"]>() })
  .refine(({ query }) => bucketCountMost(query.period, { unit: "day" }) <= limits.activeDaysMax, {
    message: `the range must not be longer than ${limits.activeDaysMax} days`,
    path: ["startDate"],
  });
