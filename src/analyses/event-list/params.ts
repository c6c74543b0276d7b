import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import type { Query } from "../../query/query.ts";

/** The query's events themselves, the latest first. */
export interface EventListParams {
  readonly query: Query;
  readonly limit: number;
}

export const eventListParams: z.ZodType<EventListParams> = z.object({
  query: z.custom<Query>(),
  limit: z.number().int().min(0).max(limits.pageRowsMax),
});
