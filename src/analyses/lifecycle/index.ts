import type { Analysis } from "../analysis.ts";
import { type LifecycleParams, lifecycleParams } from "./params.ts";
import { type LifecyclePlan, planLifecycle } from "./plan.ts";
import { type LifecyclePeriod, shapeLifecycle } from "./shape.ts";
import { lifecycleSql } from "./sql.ts";

export const lifecycle: Analysis<LifecycleParams, LifecyclePlan, readonly LifecyclePeriod[]> = {
  name: "lifecycle",
  params: lifecycleParams,
  plan: planLifecycle,
  sql: lifecycleSql,
  shape: shapeLifecycle,
};
