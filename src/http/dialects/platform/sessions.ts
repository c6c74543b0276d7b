import { z } from "zod";
import { sessionDetail } from "../../../analyses/session-detail/index.ts";
import { sessions } from "../../../analyses/sessions/index.ts";
import type { SessionsParams } from "../../../analyses/sessions/params.ts";
import { type Failure, failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import { zoneSchema } from "../../../query/schema.ts";
import { cursorParam, cursorText } from "../../cursor.ts";
import { failed } from "../../failed.ts";
import { type Operation, operation } from "../../operation.ts";
import { flagParam, textParam, wholeNumber } from "../../params.ts";
import { closedRange, timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { eventAnswer, presentEvent, presentSession, sessionAnswer } from "./present-sessions.ts";

const listParams = z.object({
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  active: flagParam.describe("Those that go on right now, whenever they started"),
  visitorId: textParam.optional(),
  userId: textParam.optional(),
  country: textParam.optional(),
  deviceType: textParam.optional(),
  channel: textParam.optional(),
  landingPage: textParam.optional(),
  exitPage: textParam.optional(),
  isBounce: z.enum(["true", "false"]).optional(),
  includeBots: flagParam,
  limit: wholeNumber(1, limits.pageRowsMax).optional().default(100),
  cursor: cursorParam(z.tuple([z.number().int(), z.string()])).optional(),
});

const list = operation({
  method: "GET",
  paths: ["/api/v1/sessions"],
  dialect: "platform",
  scope: "read",
  summary: "Sessions that started in a range, or that go on now",
  query: listParams,
  answer: {
    status: 200,
    description: "Sessions, the latest start first; the last 30 days unless a range is given.",
    schema: z.object({ sessions: z.array(sessionAnswer), nextCursor: z.string().nullable() }),
  },
  examples: [
    { name: "of a month", query: { startDate: "2024-01-01", endDate: "2024-01-31" } },
    { name: "active now", query: { active: "true" } },
  ],
  handle: async (call, { query }) => {
    const asked = listQuery(query, call.services.clock.now());
    if (!asked.ok) return failed(call, asked.error);
    const answer = await call.services.analytics.run(sessions, asked.value, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    const { next } = answer.value;
    return Response.json({
      sessions: answer.value.sessions.map(presentSession),
      nextCursor: next === null ? null : cursorText([next.startedAt, next.sessionId]),
    });
  },
});

const one = operation({
  method: "GET",
  paths: ["/api/v1/sessions/:id"],
  dialect: "platform",
  scope: "read",
  summary: "One session with its events",
  path: z.object({ id: textParam }),
  answer: {
    status: 200,
    description: "The session and its first 1,000 events, in order.",
    schema: sessionAnswer.extend({ events: z.array(eventAnswer) }),
  },
  errors: ["not_found"],
  examples: [{ name: "a session", path: { id: "sess_abc123" } }],
  handle: async (call, { path }) => {
    const asked = { sessionId: path.id, eventsMax: limits.pageRowsMax };
    const answer = await call.services.analytics.run(sessionDetail, asked, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    if (answer.value === null)
      return failed(call, failure("not_found", { message: "There is no such session." }));
    const { events, eventCount, ...session } = answer.value;
    return Response.json({
      ...presentSession({ ...session, events: eventCount }),
      events: events.map(presentEvent),
    });
  },
});

export const sessionOperations: readonly Operation[] = [list, one];

function listQuery(query: z.infer<typeof listParams>, now: number): Result<SessionsParams, Failure> {
  const range = query.active ? ok("active" as const) : closedRange(query, now);
  if (!range.ok) return range;
  const [startedAt, sessionId] = query.cursor ?? [];
  return ok({
    period: range.value,
    filters: {
      visitor_id: query.visitorId,
      user_id: query.userId,
      country: query.country,
      device_type: query.deviceType,
      channel: query.channel,
      landing_path: query.landingPage,
      exit_path: query.exitPage,
      isBounce: query.isBounce === undefined ? undefined : query.isBounce === "true",
    },
    includeBots: query.includeBots,
    limit: query.limit,
    after: startedAt === undefined || sessionId === undefined ? undefined : { startedAt, sessionId },
  });
}
