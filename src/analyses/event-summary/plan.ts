import type { EventSummaryParams } from "./params.ts";

export type EventSummaryPlan = EventSummaryParams;

export function planEventSummary(params: EventSummaryParams): EventSummaryPlan {
  return params;
}
