import type { Analysis } from "../analysis.ts";
import { type LoadProgressParams, loadProgressParams } from "./params.ts";
import { type LoadProgressPlan, planLoadProgress } from "./plan.ts";
import { type LoadedSince, shapeLoadProgress } from "./shape.ts";
import { loadProgressSql } from "./sql.ts";

export const loadProgress: Analysis<LoadProgressParams, LoadProgressPlan, LoadedSince> = {
  name: "load-progress",
  params: loadProgressParams,
  plan: planLoadProgress,
  sql: loadProgressSql,
  shape: shapeLoadProgress,
};
