import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectFacts } from "../../query/query.ts";
import type { JourneyParams } from "./params.ts";

export interface JourneyPlan extends JourneyParams, ProjectFacts {}

export function planJourney(params: JourneyParams, _now: EpochMs, facts: ProjectFacts): JourneyPlan {
  return { ...params, ...facts };
}
