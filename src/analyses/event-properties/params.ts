import { z } from "zod";
import type { Query } from "../../query/query.ts";

/** Which properties events have, of which types, with a few values (docs/semantics.md, Event schema). */
export interface EventPropertiesParams {
  readonly query: Query;
  /** How many properties; the rest of a project that makes up keys is not worth listing. */
  readonly limit: number;
  readonly samples: number;
}

export const eventPropertiesParams: z.ZodType<EventPropertiesParams> = z.object({
  query: z.custom<Query>(),
  limit: z.number().int().min(1).max(1_000),
  samples: z.number().int().min(0).max(20),
});
