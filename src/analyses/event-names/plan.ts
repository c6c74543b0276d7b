import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { EventNamesParams } from "./params.ts";

export type EventNamesPlan = EventNamesParams;

export function planEventNames(params: EventNamesParams, _now: EpochMs, facts: ProjectFacts): EventNamesPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
