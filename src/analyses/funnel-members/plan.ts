import { type FunnelPlan, planFunnel } from "../funnel/plan.ts";
import type { FunnelMembersParams } from "./params.ts";

export interface FunnelMembersPlan extends Omit<FunnelMembersParams, "funnel"> {
  readonly funnel: FunnelPlan;
}

export function planFunnelMembers(params: FunnelMembersParams): FunnelMembersPlan {
  return { ...params, funnel: planFunnel(params.funnel) };
}
