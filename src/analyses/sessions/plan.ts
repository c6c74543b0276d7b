import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import type { Period } from "../../query/period.ts";
import { type ProjectFacts, type Query, askedOf, everything } from "../../query/query.ts";
import type { SessionsParams } from "./params.ts";

export interface SessionsPlan extends Omit<SessionsParams, "period" | "having"> {
  readonly period: Period;
  /** Only sessions with an event of this query. A session's events are not before its start, but may lie after the range. */
  readonly having: Query | undefined;
  /** With an event in it a session is active: `(now − timeout, now]`. */
  readonly activeIn: { readonly from: EpochMs; readonly to: EpochMs } | null;
}

export function planSessions(
  { period: asked, having, ...params }: SessionsParams,
  now: EpochMs,
  facts: ProjectFacts,
): SessionsPlan {
  const period = asked === "active" ? {} : asked;
  const { includeBots } = params;
  const query = { ...everything, ...having, period: { from: period.from }, includeBots };
  return {
    ...params,
    period,
    having: having === undefined ? undefined : askedOf(query, facts),
    activeIn: asked === "active" ? { from: now - limits.sessionTimeoutMs + 1, to: now + 1 } : null,
  };
}
