import type { Analysis } from "../analysis.ts";
import { type AbTestParams, abTestParams } from "./params.ts";
import { type AbTestPlan, planAbTest } from "./plan.ts";
import { type AbTest, shapeAbTest } from "./shape.ts";
import { abTestSql } from "./sql.ts";

export const abTest: Analysis<AbTestParams, AbTestPlan, AbTest> = {
  name: "ab-test",
  params: abTestParams,
  plan: planAbTest,
  sql: abTestSql,
  shape: shapeAbTest,
};
