import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { EventListParams } from "./params.ts";

export type EventListPlan = EventListParams;

export function planEventList(params: EventListParams, _now: EpochMs, facts: ProjectFacts): EventListPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
