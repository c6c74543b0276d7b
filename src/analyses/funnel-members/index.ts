import type { Analysis } from "../analysis.ts";
import { type FunnelMembersParams, funnelMembersParams } from "./params.ts";
import { type FunnelMembersPlan, planFunnelMembers } from "./plan.ts";
import { type FunnelMembers, shapeFunnelMembers } from "./shape.ts";
import { funnelMembersSql } from "./sql.ts";

export const funnelMembers: Analysis<FunnelMembersParams, FunnelMembersPlan, FunnelMembers> = {
  name: "funnel-members",
  params: funnelMembersParams,
  plan: planFunnelMembers,
  sql: funnelMembersSql,
  shape: shapeFunnelMembers,
};
