import type { SessionDetailParams } from "./params.ts";

export type SessionDetailPlan = SessionDetailParams;

export function planSessionDetail(params: SessionDetailParams): SessionDetailPlan {
  return params;
}
