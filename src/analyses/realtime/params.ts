import { z } from "zod";
import type { Query } from "../../query/query.ts";

/** Who is there right now (docs/semantics.md, Realtime). */
export interface RealtimeParams {
  readonly includeBots: boolean;
  /** Only the events of the half hour that fulfil them, and of these visitors. */
  readonly filters?: Query["filters"] | undefined;
  readonly segment?: Query["segment"];
  /** How many of the pages to list. */
  readonly topPages: number;
}

export const realtimeParams: z.ZodType<RealtimeParams> = z.object({
  includeBots: z.boolean(),
  filters: z.custom<Query["filters"]>().optional(),
  segment: z.custom<Query["segment"]>().optional(),
  topPages: z.number().int().min(1).max(100),
});
