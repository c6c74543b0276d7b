import { z } from "zod";
import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import type { Period } from "../../query/period.ts";

/** Everything that one visitor did, in order (docs/semantics.md, Journey). */
export interface JourneyParams {
  /** A user id, or the anonymous id of a visitor without one; every id that the visitor may be stored under. */
  readonly visitors: readonly string[];
  readonly period: Period;
  readonly limit: number;
  /** The last event of the page before. */
  readonly after?: JourneyCursor | undefined;
}

export interface JourneyCursor {
  readonly time: EpochMs;
  readonly seq: number;
}

export const journeyParams: z.ZodType<JourneyParams> = z.object({
  visitors: z.array(z.string()).min(1),
  period: z.custom<Period>(),
  limit: z.number().int().min(1).max(limits.pageRowsMax),
  after: z.object({ time: z.number().int(), seq: z.number().int() }).optional(),
});
