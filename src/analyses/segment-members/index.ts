import type { Analysis } from "../analysis.ts";
import { type SegmentMembersParams, segmentMembersParams } from "./params.ts";
import { type SegmentMembersPlan, planSegmentMembers } from "./plan.ts";
import { type SegmentMembers, shapeSegmentMembers } from "./shape.ts";
import { segmentMembersListSql } from "./sql.ts";

export const segmentMembers: Analysis<SegmentMembersParams, SegmentMembersPlan, SegmentMembers> = {
  name: "segment-members",
  params: segmentMembersParams,
  plan: planSegmentMembers,
  sql: segmentMembersListSql,
  shape: shapeSegmentMembers,
};
