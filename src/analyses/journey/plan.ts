import type { JourneyParams } from "./params.ts";

export type JourneyPlan = JourneyParams;

export function planJourney(params: JourneyParams): JourneyPlan {
  return params;
}
