import { z } from "zod";
import type { FieldRef } from "../../query/columns.ts";
import type { Metric } from "../../query/metric.ts";
import type { Query } from "../../query/query.ts";

/** Metrics of a range, per value of some fields (docs/semantics.md, Breakdowns). */
export interface BreakdownParams {
  readonly query: Query;
  readonly metrics: readonly Metric[];
  /** None: only the totals. */
  readonly by: readonly FieldRef[];
  readonly limit: number;
}

export const breakdownParams: z.ZodType<BreakdownParams> = z.object({
  query: z.custom<Query>(),
  metrics: z.array(z.custom<Metric>()).min(1).max(20),
  by: z.array(z.custom<FieldRef>()).max(5),
  limit: z.number().int().min(1).max(1_000),
});
