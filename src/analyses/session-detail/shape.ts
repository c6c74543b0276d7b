import type { StatementRows } from "../analysis.ts";
import type { ListedEvent } from "../event-list/shape.ts";
import { type Session, sessionOf } from "../sessions/shape.ts";

export interface SessionDetail extends Omit<Session, "events"> {
  readonly eventCount: number;
  /** In order: by time, then arrival. */
  readonly events: readonly ListedEvent[];
}

export function shapeSessionDetail(rows: StatementRows): SessionDetail | null {
  const row = rows["session"]?.[0];
  if (row === undefined) return null;
  const { events: eventCount, ...session } = sessionOf(row);
  return { ...session, eventCount, events: (rows["events"] ?? []) as unknown as ListedEvent[] };
}
