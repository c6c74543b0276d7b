import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { EventExportParams } from "./params.ts";

export type EventExportPlan = EventExportParams;

export function planEventExport(
  params: EventExportParams,
  _now: EpochMs,
  facts: ProjectFacts,
): EventExportPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
