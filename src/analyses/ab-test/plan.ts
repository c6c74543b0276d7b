import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { AbTestParams } from "./params.ts";

export type AbTestPlan = AbTestParams;

export function planAbTest(params: AbTestParams, _now: EpochMs, facts: ProjectFacts): AbTestPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
