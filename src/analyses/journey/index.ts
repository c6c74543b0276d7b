import type { Analysis } from "../analysis.ts";
import { type JourneyParams, journeyParams } from "./params.ts";
import { type JourneyPlan, planJourney } from "./plan.ts";
import { type Journey, shapeJourney } from "./shape.ts";
import { journeySql } from "./sql.ts";

export const journey: Analysis<JourneyParams, JourneyPlan, Journey> = {
  name: "journey",
  params: journeyParams,
  plan: planJourney,
  sql: journeySql,
  shape: shapeJourney,
};
