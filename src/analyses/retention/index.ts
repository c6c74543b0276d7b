import type { Analysis } from "../analysis.ts";
import { type RetentionParams, retentionParams } from "./params.ts";
import { type RetentionPlan, planRetention } from "./plan.ts";
import { type Retention, shapeRetention } from "./shape.ts";
import { retentionSql } from "./sql.ts";

export const retention: Analysis<RetentionParams, RetentionPlan, Retention> = {
  name: "retention",
  params: retentionParams,
  plan: planRetention,
  sql: retentionSql,
  shape: shapeRetention,
};
