import { z } from "zod";
import type { EventSummary } from "../../../analyses/event-summary/shape.ts";
import type { EpochMs } from "../../../kernel/clock.ts";
import { countingAnswer } from "../../bound.ts";

export const summaryAnswer = countingAnswer({
  totalEvents: z.number().int(),
  uniqueUsers: z.number().int(),
  uniqueSessions: z.number().int(),
  uniqueEventNames: z.number().int(),
  firstEventAt: z.iso.datetime().nullable(),
  lastEventAt: z.iso.datetime().nullable(),
  events: z.array(
    z.object({ eventName: z.string(), count: z.number().int(), uniqueUsers: z.number().int() }),
  ),
});

export function presentSummary(summary: EventSummary): z.infer<typeof summaryAnswer> {
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
