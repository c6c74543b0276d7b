import type { Analysis } from "../analysis.ts";
import { type FunnelParams, funnelParams } from "./params.ts";
import { type FunnelPlan, planFunnel } from "./plan.ts";
import { type Funnel, shapeFunnel } from "./shape.ts";
import { funnelSql } from "./sql.ts";

export const funnel: Analysis<FunnelParams, FunnelPlan, Funnel> = {
  name: "funnel",
  params: funnelParams,
  plan: planFunnel,
  sql: funnelSql,
  shape: shapeFunnel,
};
