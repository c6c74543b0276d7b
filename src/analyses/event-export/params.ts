import { z } from "zod";
import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import type { Query } from "../../query/query.ts";

/** Events for a file, in order, page by page. */
export interface EventExportParams {
  readonly query: Query;
  readonly limit: number;
  /** The last event of the page before. */
  readonly after?: { readonly time: EpochMs; readonly seq: number } | undefined;
}

export const eventExportParams: z.ZodType<EventExportParams> = z.object({
  query: z.custom<Query>(),
  limit: z.number().int().min(1).max(limits.exportPageRowsMax),
  after: z.object({ time: z.number().int(), seq: z.number().int() }).optional(),
});
