import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectFacts } from "../../query/query.ts";
import { type FunnelPlan, planFunnel } from "../funnel/plan.ts";
import type { FunnelMembersParams } from "./params.ts";

export interface FunnelMembersPlan extends Omit<FunnelMembersParams, "funnel"> {
  readonly funnel: FunnelPlan;
}

export function planFunnelMembers(
  params: FunnelMembersParams,
  now: EpochMs,
  facts: ProjectFacts,
): FunnelMembersPlan {
  return { ...params, funnel: planFunnel(params.funnel, now, facts) };
}
