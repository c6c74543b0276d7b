import type { Analysis } from "../analysis.ts";
import { type RetentionMembersParams, retentionMembersParams } from "./params.ts";
import { type RetentionMembersPlan, planRetentionMembers } from "./plan.ts";
import { type RetentionMembers, shapeRetentionMembers } from "./shape.ts";
import { retentionMembersSql } from "./sql.ts";

export const retentionMembers: Analysis<RetentionMembersParams, RetentionMembersPlan, RetentionMembers> = {
  name: "retention-members",
  params: retentionMembersParams,
  plan: planRetentionMembers,
  sql: retentionMembersSql,
  shape: shapeRetentionMembers,
};
