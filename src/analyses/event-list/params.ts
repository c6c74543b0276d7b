import { z } from "zod";
import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import type { Query } from "../../query/query.ts";

/** The query's events themselves, the latest first. */
export interface EventListParams {
  readonly query: Query;
  readonly limit: number;
  /** The last event of the page before. */
  readonly after?: EventListCursor | undefined;
}

export interface EventListCursor {
  readonly time: EpochMs;
  readonly seq: number;
}

export const eventListParams: z.ZodType<EventListParams> = z.object({
  query: z.custom<Query>(),
  limit: z.number().int().min(0).max(limits.pageRowsMax),
  after: z.object({ time: z.number().int(), seq: z.number().int() }).optional(),
});
