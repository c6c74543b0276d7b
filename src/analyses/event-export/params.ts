import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import type { Query } from "../../query/query.ts";

/** Events for a file, in order. */
export interface EventExportParams {
  readonly query: Query;
  readonly limit: number;
}

export const eventExportParams: z.ZodType<EventExportParams> = z.object({
  query: z.custom<Query>(),
  limit: z.number().int().min(1).max(limits.exportRowsMax),
});
