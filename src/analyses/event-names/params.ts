import { z } from "zod";
import type { Query } from "../../query/query.ts";

/** Which event names there are (docs/semantics.md, Event schema). */
export interface EventNamesParams {
  readonly query: Query;
  readonly limit: number;
}

export const eventNamesParams: z.ZodType<EventNamesParams> = z.object({
  query: z.custom<Query>(),
  limit: z.number().int().min(1).max(1_000),
});
