import { type EpochMs, minuteMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import { type ProjectFacts, type Query, askedOf, everything } from "../../query/query.ts";
import type { RealtimeParams } from "./params.ts";

export interface RealtimePlan {
  readonly query: Query;
  readonly minuteAgo: EpochMs;
  readonly topPages: number;
}

/** Times are whole milliseconds, so `(now − x, now]` is `[now − x + 1, now + 1)`. */
export function planRealtime(params: RealtimeParams, now: EpochMs, facts: ProjectFacts): RealtimePlan {
  const period = { from: now - limits.sessionTimeoutMs + 1, to: now + 1 };
  const query = {
    ...everything,
    period,
    filters: params.filters ?? [],
    segment: params.segment,
    includeBots: params.includeBots,
  };
  return {
    query: askedOf(query, facts),
    minuteAgo: now - minuteMs + 1,
    topPages: params.topPages,
  };
}
