import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import type { EventSelector } from "../../query/condition.ts";
import { type ClosedPeriod, type WeekDay, bucketCountMost } from "../../query/interval.ts";
import type { Query } from "../../query/query.ts";

export const retentionModes = ["first_time", "recurring"] as const;
export type RetentionMode = (typeof retentionModes)[number];

export const retentionUnits = ["day", "week", "month"] as const;
export type RetentionUnit = (typeof retentionUnits)[number];

/** Which visitors came back how long after they entered; docs/semantics.md says when someone did. */
export interface RetentionParams {
  /** The period is that of the cohorts. */
  readonly query: Query & { readonly period: ClosedPeriod };
  readonly mode: RetentionMode;
  readonly entry: EventSelector;
  readonly return: EventSelector;
  /** How the cohorts are cut; `all` is one cohort, for rolling periods only. */
  readonly unit: RetentionUnit | "all";
  readonly weekStart?: WeekDay | undefined;
  /** The last period; the first is 0. */
  readonly lastPeriod: number;
  /** Periods of this length from each visitor's entry, instead of the calendar's. */
  readonly rollingMs?: number | undefined;
}

export const retentionParams: z.ZodType<RetentionParams> = z
  .object({
    query: z.custom<RetentionParams["query"]>(),
    mode: z.enum(retentionModes),
    entry: z.custom<EventSelector>(),
    return: z.custom<EventSelector>(),
    unit: z.enum([...retentionUnits, "all"]),
    weekStart: z.custom<WeekDay>().optional(),
    lastPeriod: z.number().int().min(0).max(limits.retentionPeriodsMax),
    rollingMs: z.number().int().min(1).max(limits.funnelWindowMsMax).optional(),
  })
  .superRefine(({ unit, query, rollingMs }, ctx) => {
    const problem = (path: string, message: string) =>
      ctx.addIssue({ code: "custom", path: [path], message });
    if (unit === "all") {
      if (rollingMs === undefined) problem("unit", "all is for rolling periods");
    } else if (bucketCountMost(query.period, { unit }) > limits.retentionCohortsMax + 2) {
      // What the native API calls it; one cohort of all is asked for by the other.
      problem(
        "interval",
        `gives more than ${limits.retentionCohortsMax} cohorts for this range; use a longer one`,
      );
    }
  });
