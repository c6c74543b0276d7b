import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectFacts } from "../../query/query.ts";
import type { SessionDetailParams } from "./params.ts";

export interface SessionDetailPlan extends SessionDetailParams, ProjectFacts {}

export function planSessionDetail(
  params: SessionDetailParams,
  _now: EpochMs,
  facts: ProjectFacts,
): SessionDetailPlan {
  return { ...params, ...facts };
}
