import type { EpochMs } from "../../kernel/clock.ts";
import type { StatementRows } from "../analysis.ts";
import type { ListedEvent } from "../event-list/shape.ts";
import { number, numberOrNull } from "../rows.ts";
import { type Session, sessionOf } from "../sessions/shape.ts";
import type { JourneyCursor } from "./params.ts";
import type { JourneyPlan } from "./plan.ts";

export interface JourneyEvent extends ListedEvent {
  /** The visitor's first event in its session. */
  readonly isSessionStart: boolean;
}

export interface Journey {
  /** Of the whole range. */
  readonly totalEvents: number;
  readonly totalSessions: number;
  readonly firstAt: EpochMs | null;
  readonly lastAt: EpochMs | null;
  readonly events: readonly JourneyEvent[];
  /** The sessions of this page's events, whole. */
  readonly sessions: readonly Session[];
  readonly next: JourneyCursor | null;
}

export function shapeJourney(rows: StatementRows, { limit }: JourneyPlan): Journey {
  const [totals, ...starts] = rows["totals"] ?? [];
  const startSeqs = new Set(starts.map((row) => number(row, "start_seq")));
  const found = rows["events"] ?? [];
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  const ids = new Set(shown.map((row) => row["session_id"]));
  return {
    totalEvents: numberOrNull(totals, "events") ?? 0,
    totalSessions: numberOrNull(totals, "sessions") ?? 0,
    firstAt: numberOrNull(totals, "first_at"),
    lastAt: numberOrNull(totals, "last_at"),
    events: shown.map(({ seq, ...event }) => {
      return { ...(event as unknown as ListedEvent), isSessionStart: startSeqs.has(seq as number) };
    }),
    // One event more than the page was read; its session may not be of the page.
    sessions: (rows["sessions"] ?? []).map(sessionOf).filter(({ session_id }) => ids.has(session_id)),
    next: last === undefined ? null : { time: number(last, "time"), seq: number(last, "seq") },
  };
}
