import { z } from "zod";
import { journey } from "../../../analyses/journey/index.ts";
import type { JourneyParams } from "../../../analyses/journey/params.ts";
import type { Journey } from "../../../analyses/journey/shape.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import { zoneSchema } from "../../../query/schema.ts";
import { cursorParam, cursorText } from "../../cursor.ts";
import { failed } from "../../failed.ts";
import { type Call, type Operation, operation } from "../../operation.ts";
import { textParam, wholeNumber } from "../../params.ts";
import { openRange, timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { eventAnswer, presentEvent, presentSession, sessionAnswer } from "./present-sessions.ts";

const params = z.object({
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  limit: wholeNumber(1, limits.pageRowsMax).optional().default(100),
  cursor: cursorParam(z.tuple([z.number().int(), z.number().int()])).optional(),
});

const count = z.number().int();

/** `GET /api/v1/users/{userId}/journey`: everything a user did, in order, all time unless a range is given. */
export const userJourney: Operation = operation({
  method: "GET",
  paths: ["/api/v1/users/:userId/journey"],
  dialect: "platform",
  scope: "read",
  summary: "The timeline of one user",
  path: z.object({ userId: textParam }),
  query: params,
  answer: {
    status: 200,
    description: "Events in order, and the sessions they belong to. Nobody's events are an empty timeline.",
    schema: z.object({
      userId: z.string(),
      totalEvents: count,
      totalSessions: count,
      firstEventAt: z.iso.datetime().nullable(),
      lastEventAt: z.iso.datetime().nullable(),
      events: z.array(eventAnswer.extend({ isSessionStart: z.boolean() })),
      sessions: z.array(sessionAnswer),
      nextCursor: z.string().nullable(),
    }),
  },
  examples: [
    {
      name: "a month",
      path: { userId: "user123" },
      query: { startDate: "2024-01-01", endDate: "2024-01-31" },
    },
  ],
  handle: async (call, { path, query }) => {
    const asked = journeyQuery(visitorsOf(call, path.userId), query);
    if (!asked.ok) return failed(call, asked.error);
    const answer = await call.services.analytics.run(journey, asked.value, scopeOf(call));
    return answer.ok ? Response.json(present(path.userId, answer.value)) : failed(call, answer.error);
  },
});

/** The id that is sent, and its hash: users may be stored hashed now, or at some time, and lists show the hash. */
function visitorsOf({ services, access }: Call, id: string): string[] {
  return [id, services.privacy.hashedUserId(access.project_id, id)];
}

function journeyQuery(
  visitors: readonly string[],
  query: z.infer<typeof params>,
): Result<JourneyParams, Failure> {
  const period = openRange(query);
  if (!period.ok) return period;
  const [time, seq] = query.cursor ?? [];
  const after = time === undefined || seq === undefined ? undefined : { time, seq };
  return ok({ visitors, period: period.value, limit: query.limit, after });
}

function present(userId: string, found: Journey) {
  const { next } = found;
  return {
    userId,
    totalEvents: found.totalEvents,
    totalSessions: found.totalSessions,
    firstEventAt: found.firstAt === null ? null : new Date(found.firstAt).toISOString(),
    lastEventAt: found.lastAt === null ? null : new Date(found.lastAt).toISOString(),
    events: found.events.map((event) => ({ ...presentEvent(event), isSessionStart: event.isSessionStart })),
    sessions: found.sessions.map(presentSession),
    nextCursor: next === null ? null : cursorText([next.time, next.seq]),
  };
}
