import type { Analysis } from "../analysis.ts";
import { type AbTestMembersParams, abTestMembersParams } from "./params.ts";
import { type AbTestMembersPlan, planAbTestMembers } from "./plan.ts";
import { type AbTestMembers, shapeAbTestMembers } from "./shape.ts";
import { abTestMembersSql } from "./sql.ts";

export const abTestMembers: Analysis<AbTestMembersParams, AbTestMembersPlan, AbTestMembers> = {
  name: "ab-test-members",
  params: abTestMembersParams,
  plan: planAbTestMembers,
  sql: abTestMembersSql,
  shape: shapeAbTestMembers,
};
