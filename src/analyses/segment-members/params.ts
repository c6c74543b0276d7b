import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import type { Segment } from "../../query/segment.ts";

/** How many visitors a segment has, and who they are. */
export interface SegmentMembersParams {
  readonly segment: Segment;
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly after?: string | undefined;
}

export const segmentMembersParams: z.ZodType<SegmentMembersParams> = z.object({
  segment: z.custom<Segment>(),
  limit: z.number().int().min(0).max(limits.pageRowsMax),
  after: z
    .string()
    .regex(/^\d{1,20}$/, "must be a cursor of an answer")
    .optional(),
});
