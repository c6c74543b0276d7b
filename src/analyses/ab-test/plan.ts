import type { AbTestParams } from "./params.ts";

export type AbTestPlan = AbTestParams;

export function planAbTest(params: AbTestParams): AbTestPlan {
  return params;
}
