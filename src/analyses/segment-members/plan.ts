import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectFacts } from "../../query/query.ts";
import { presentOf } from "../../query/segment.ts";
import type { SegmentMembersParams } from "./params.ts";

export interface SegmentMembersPlan extends SegmentMembersParams {
  /** The present that the segment's "last days" count from. */
  readonly asOf: EpochMs;
  readonly sampled: boolean;
}

export function planSegmentMembers(
  params: SegmentMembersParams,
  now: EpochMs,
  { sampled }: ProjectFacts,
): SegmentMembersPlan {
  return { ...params, asOf: presentOf(params.segment, now), sampled };
}
