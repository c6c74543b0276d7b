import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectFacts } from "../../query/query.ts";
import { type AbTestPlan, planAbTest } from "../ab-test/plan.ts";
import type { AbTestMembersParams } from "./params.ts";

export interface AbTestMembersPlan extends Omit<AbTestMembersParams, "test"> {
  readonly test: AbTestPlan;
}

export function planAbTestMembers(
  params: AbTestMembersParams,
  now: EpochMs,
  facts: ProjectFacts,
): AbTestMembersPlan {
  return { ...params, test: planAbTest(params.test, now, facts) };
}
