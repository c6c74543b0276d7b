import type { EpochMs } from "../../kernel/clock.ts";
import type { Row, StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";
import type { SessionCursor } from "./params.ts";
import type { SessionsPlan } from "./plan.ts";

export interface Session {
  readonly session_id: string;
  readonly visitor_id: string;
  /** Empty when the session is of nobody known. */
  readonly user_id: string;
  readonly startedAt: EpochMs;
  readonly endedAt: EpochMs;
  readonly durationMs: number;
  readonly events: number;
  readonly pageViews: number;
  readonly isBounce: boolean;
  readonly isBot: boolean;
  /** Paths of the first and last page view; empty without any. */
  readonly landingPath: string;
  readonly exitPath: string;
  readonly referrer: string;
  readonly country: string;
  readonly device_type: string;
  readonly channel: string;
}

export interface SessionPage {
  readonly sessions: readonly Session[];
  /** Where the next page goes on; null on the last one. */
  readonly next: SessionCursor | null;
}

export function shapeSessions(rows: StatementRows, { limit }: SessionsPlan): SessionPage {
  const sessions = (rows["sessions"] ?? []).map(sessionOf);
  const shown = sessions.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = sessions.length > limit && last !== undefined;
  return {
    sessions: shown,
    next: hasMore ? { startedAt: last.startedAt, sessionId: last.session_id } : null,
  };
}

export function sessionOf(row: Row): Session {
  const events = number(row, "events");
  const pageViews = number(row, "page_views");
  return {
    session_id: text(row, "session_id"),
    visitor_id: text(row, "visitor_id"),
    user_id: text(row, "user_id"),
    startedAt: number(row, "started_at"),
    endedAt: number(row, "ended_at"),
    durationMs: number(row, "duration_ms"),
    events,
    pageViews,
    isBounce: events === 1 && pageViews === 1,
    isBot: number(row, "is_bot") === 1,
    landingPath: text(row, "landing_path"),
    exitPath: text(row, "exit_path"),
    referrer: text(row, "referrer"),
    country: text(row, "country"),
    device_type: text(row, "device_type"),
    channel: text(row, "channel"),
  };
}
