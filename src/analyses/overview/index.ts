import type { Analysis } from "../analysis.ts";
import { type OverviewParams, overviewParams } from "./params.ts";
import { type OverviewPlan, planOverview } from "./plan.ts";
import { type Overview, shapeOverview } from "./shape.ts";
import { overviewSql } from "./sql.ts";

export const overview: Analysis<OverviewParams, OverviewPlan, Overview> = {
  name: "overview",
  params: overviewParams,
  plan: planOverview,
  sql: overviewSql,
  shape: shapeOverview,
};
