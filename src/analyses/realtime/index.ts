import type { Analysis } from "../analysis.ts";
import { type RealtimeParams, realtimeParams } from "./params.ts";
import { type RealtimePlan, planRealtime } from "./plan.ts";
import { type Realtime, shapeRealtime } from "./shape.ts";
import { realtimeSql } from "./sql.ts";

export const realtime: Analysis<RealtimeParams, RealtimePlan, Realtime> = {
  name: "realtime",
  params: realtimeParams,
  plan: planRealtime,
  sql: realtimeSql,
  shape: shapeRealtime,
};
