import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { EventPropertiesParams } from "./params.ts";

export type EventPropertiesPlan = EventPropertiesParams;

export function planEventProperties(
  params: EventPropertiesParams,
  _now: EpochMs,
  facts: ProjectFacts,
): EventPropertiesPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
