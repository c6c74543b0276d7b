import { z } from "zod";
import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";

/**
 * Which of these event ids does the store hold already? The ids' events lie in [from, to), so that only
 * that part of the store is read; an event of the same id outside it is not found.
 */
export interface KnownEventsParams {
  readonly eventIds: readonly string[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Only events that the loader stored before its running number was this; without it, all. */
  readonly seqBefore?: number | undefined;
}

export const knownEventsParams: z.ZodType<KnownEventsParams> = z.object({
  eventIds: z.array(z.string()).max(limits.batchEventsMax),
  from: z.number(),
  to: z.number(),
  seqBefore: z.number().int().min(0).optional(),
});
