import type { EventSummary } from "../../../analyses/event-summary/shape.ts";
import type { EpochMs } from "../../../kernel/clock.ts";

export function presentSummary(summary: EventSummary) {
  return {
    totalEvents: summary.events,
    uniqueUsers: summary.visitors,
    uniqueSessions: summary.sessions,
    uniqueEventNames: summary.names,
    firstEventAt: isoOrNull(summary.firstAt),
    lastEventAt: isoOrNull(summary.lastAt),
    events: summary.topNames.map(({ name, events, visitors }) => ({
      eventName: name,
      count: events,
      uniqueUsers: visitors,
    })),
  };
}

function isoOrNull(time: EpochMs | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
