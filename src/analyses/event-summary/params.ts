import { z } from "zod";
import type { Query } from "../../query/query.ts";

/** How many events and visitors, of which names, since when. */
export interface EventSummaryParams {
  readonly query: Query;
  readonly topNames: number;
}

export const eventSummaryParams: z.ZodType<EventSummaryParams> = z.object({
  query: z.custom<Query>(),
  topNames: z.number().int().min(1).max(1_000),
});
