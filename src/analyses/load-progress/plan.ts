import type { LoadProgressParams } from "./params.ts";

export type LoadProgressPlan = LoadProgressParams;

export function planLoadProgress(params: LoadProgressParams): LoadProgressPlan {
  return params;
}
