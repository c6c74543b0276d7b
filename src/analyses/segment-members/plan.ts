import type { EpochMs } from "../../kernel/clock.ts";
import { presentOf } from "../../query/segment.ts";
import type { SegmentMembersParams } from "./params.ts";

export interface SegmentMembersPlan extends SegmentMembersParams {
  /** The present that the segment's "last days" count from. */
  readonly asOf: EpochMs;
}

export function planSegmentMembers(params: SegmentMembersParams, now: EpochMs): SegmentMembersPlan {
  return { ...params, asOf: presentOf(params.segment, now) };
}
