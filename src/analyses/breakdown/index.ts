import type { Analysis } from "../analysis.ts";
import { type BreakdownParams, breakdownParams } from "./params.ts";
import { type BreakdownPlan, planBreakdown } from "./plan.ts";
import { type Breakdown, shapeBreakdown } from "./shape.ts";
import { breakdownSql } from "./sql.ts";

export const breakdown: Analysis<BreakdownParams, BreakdownPlan, Breakdown> = {
  name: "breakdown",
  params: breakdownParams,
  plan: planBreakdown,
  sql: breakdownSql,
  shape: shapeBreakdown,
};
