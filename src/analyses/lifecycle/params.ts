import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import { type ClosedPeriod, type WeekDay, bucketCountMost } from "../../query/interval.ts";
import type { Query } from "../../query/query.ts";

export const lifecycleUnits = ["day", "week", "month"] as const;

/** New, returning, resurrecting and dormant visitors per period (docs/semantics.md, Lifecycle). */
export interface LifecycleParams {
  readonly query: Query & { readonly period: ClosedPeriod };
  readonly interval: {
    readonly unit: (typeof lifecycleUnits)[number];
    readonly weekStart?: WeekDay | undefined;
  };
}

export const lifecycleParams: z.ZodType<LifecycleParams> = z
  .object({ query: z.custom<LifecycleParams["query"]>(), interval: z.custom<LifecycleParams["interval"]>() })
  .refine(({ query, interval }) => bucketCountMost(query.period, interval) <= limits.activeDaysMax, {
    message: `gives more than ${limits.activeDaysMax} periods for this range; use a longer one`,
    path: ["interval"],
  });
