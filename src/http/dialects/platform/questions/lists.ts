import { z } from "zod";
import { eventList } from "../../../../analyses/event-list/index.ts";
import { sessions } from "../../../../analyses/sessions/index.ts";
import { limits } from "../../../../kernel/limits.ts";
import { ok } from "../../../../kernel/result.ts";
import { cursorParam, cursorText } from "../../../cursor.ts";
import { eventAnswer, presentEvent, presentSession, sessionAnswer } from "../present-sessions.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const limit = z.number().int().min(1).max(limits.pageRowsMax).default(100);
const nextCursor = z.string().nullable();

/** Events themselves, the latest first. */
export const eventsQuestion = question({
  type: "events",
  path: "/api/v1/events/search",
  summary: "Events of a range, the latest first",
  body: strictBody({
    ...questionFields,
    limit,
    cursor: cursorParam(z.tuple([z.number().int(), z.number().int()]))
      .optional()
      .describe("`nextCursor` of the page before"),
  }),
  answer: z.object({ events: z.array(eventAnswer), nextCursor }),
  examples: [
    {
      name: "large orders",
      body: {
        startDate: "2024-01-01",
        endDate: "2024-01-31",
        filters: [
          { field: "name", operator: "eq", value: "purchase" },
          { field: "value", operator: "gte", value: 100 },
        ],
      },
    },
  ],
  analysis: eventList,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    if (!query.ok) return query;
    const [time, seq] = body.cursor ?? [];
    const after = time === undefined || seq === undefined ? undefined : { time, seq };
    return ok({ query: query.value, limit: body.limit, after });
  },
  present: ({ events, next }) => ({
    events: events.map(presentEvent),
    nextCursor: next === null ? null : cursorText([next.time, next.seq]),
  }),
});

const text = z.string().min(1).max(limits.stringBytesMax).optional();

/** Sessions with an event that the question selects, whole. */
export const sessionsQuestion = question({
  type: "sessions",
  path: "/api/v1/sessions/search",
  summary: "Sessions that started in a range and have an event that fulfils filters",
  body: strictBody({
    ...questionFields,
    visitorId: text,
    userId: text,
    country: text,
    deviceType: text,
    channel: text,
    landingPage: text,
    exitPage: text,
    isBounce: z.boolean().optional(),
    limit,
    cursor: cursorParam(z.tuple([z.number().int(), z.string()]))
      .optional()
      .describe("`nextCursor` of the page before"),
  }),
  answer: z.object({ sessions: z.array(sessionAnswer), nextCursor }),
  examples: [
    {
      name: "sessions with a purchase",
      body: {
        startDate: "2024-01-01",
        endDate: "2024-01-31",
        filters: [{ field: "name", operator: "eq", value: "purchase" }],
      },
    },
  ],
  analysis: sessions,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    if (!query.ok) return query;
    const { period, filters, segment, includeBots } = query.value;
    const [startedAt, sessionId] = body.cursor ?? [];
    return ok({
      period,
      filters: {
        visitor_id: body.visitorId,
        user_id: body.userId,
        country: body.country,
        device_type: body.deviceType,
        channel: body.channel,
        landing_path: body.landingPage,
        exit_path: body.exitPage,
        isBounce: body.isBounce,
      },
      having: { filters, segment },
      includeBots,
      limit: body.limit,
      after: startedAt === undefined || sessionId === undefined ? undefined : { startedAt, sessionId },
    });
  },
  present: ({ sessions: found, next }) => ({
    sessions: found.map(presentSession),
    nextCursor: next === null ? null : cursorText([next.startedAt, next.sessionId]),
  }),
});
