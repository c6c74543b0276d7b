import { z } from "zod";
import { activeUsers } from "../../../../analyses/active-users/index.ts";
import { ok } from "../../../../kernel/result.ts";
import { epochMsSchema } from "../../../answers.ts";
import { countingAnswer } from "../../../bound.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const count = z.number().int();

/** Daily, weekly and monthly active users (docs/semantics.md, Active users). */
export const activeUsersQuestion = question({
  type: "active-users",
  summary: "Daily, weekly and monthly active users, and how sticky they are",
  body: strictBody(questionFields),
  answer: countingAnswer({
    data: z.array(
      z.object({
        timestamp: epochMsSchema,
        date: z.iso.date(),
        dau: count,
        wau: count,
        mau: count,
        stickiness: z.number().describe("dau divided by mau, 0 to 1"),
      }),
    ),
  }),
  examples: [
    { name: "a month", body: { startDate: "2024-01-01", endDate: "2024-01-31", timezone: "Europe/Berlin" } },
  ],
  analysis: activeUsers,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    return query.ok ? ok({ query: query.value }) : query;
  },
  present: (days, { timezone }) => ({
    data: days.map(({ start, ...day }) => ({ timestamp: start, date: dateIn(timezone, start), ...day })),
  }),
});

function dateIn(zone: string, time: number): string {
  return Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone).toPlainDate().toString();
}
