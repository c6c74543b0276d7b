import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import type { Period } from "../../query/period.ts";
import type { SessionsParams } from "./params.ts";

export interface SessionsPlan extends Omit<SessionsParams, "period"> {
  readonly period: Period;
  /** With an event in it a session is active: `(now − timeout, now]`. */
  readonly activeIn: { readonly from: EpochMs; readonly to: EpochMs } | null;
}

export function planSessions({ period, ...params }: SessionsParams, now: EpochMs): SessionsPlan {
  if (period !== "active") return { ...params, period, activeIn: null };
  return { ...params, period: {}, activeIn: { from: now - limits.sessionTimeoutMs + 1, to: now + 1 } };
}
