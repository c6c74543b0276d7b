import { z } from "zod";

/** Who is there right now (docs/semantics.md, Realtime). */
export interface RealtimeParams {
  readonly includeBots: boolean;
  /** How many of the pages to list. */
  readonly topPages: number;
}

export const realtimeParams: z.ZodType<RealtimeParams> = z.object({
  includeBots: z.boolean(),
  topPages: z.number().int().min(1).max(100),
});
