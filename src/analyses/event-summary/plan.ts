import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { EventSummaryParams } from "./params.ts";

export type EventSummaryPlan = EventSummaryParams;

export function planEventSummary(
  params: EventSummaryParams,
  _now: EpochMs,
  facts: ProjectFacts,
): EventSummaryPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
