import { z } from "zod";
import type { Query } from "../../query/query.ts";

/** The state of a project at a glance. */
export interface OverviewParams {
  readonly query: Query;
  /** How many of the most viewed pages to list. */
  readonly topPages: number;
}

export const overviewParams: z.ZodType<OverviewParams> = z.object({
  query: z.custom<Query>(),
  topPages: z.number().int().min(1).max(1_000),
});
