import type { EventListParams } from "./params.ts";

export type EventListPlan = EventListParams;

export function planEventList(params: EventListParams): EventListPlan {
  return params;
}
