import type { EpochMs } from "../../kernel/clock.ts";
import { type ProjectFacts, askedOf } from "../../query/query.ts";
import type { PathsParams } from "./params.ts";

export type PathsPlan = PathsParams;

export function planPaths(params: PathsParams, _now: EpochMs, facts: ProjectFacts): PathsPlan {
  return { ...params, query: askedOf(params.query, facts) };
}
