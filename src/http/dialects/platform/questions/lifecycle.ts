import { z } from "zod";
import { lifecycle } from "../../../../analyses/lifecycle/index.ts";
import { lifecycleUnits } from "../../../../analyses/lifecycle/params.ts";
import { ok } from "../../../../kernel/result.ts";
import { weekStartSchema } from "../../../../query/schema.ts";
import { epochMsSchema } from "../../../answers.ts";
import { countingAnswer } from "../../../bound.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const count = z.number().int();

/** New, returning, resurrecting and dormant visitors (docs/semantics.md, Lifecycle). */
export const lifecycleQuestion = question({
  type: "lifecycle",
  summary: "New, returning, resurrecting and dormant visitors per period",
  body: strictBody({
    ...questionFields,
    interval: z.enum(lifecycleUnits).default("day"),
    weekStart: weekStartSchema.optional(),
  }),
  answer: countingAnswer({
    data: z.array(
      z.object({
        timestamp: epochMsSchema,
        new: count,
        returning: count,
        resurrecting: count,
        dormant: count,
      }),
    ),
  }),
  examples: [
    {
      name: "weeks of a quarter",
      body: { startDate: "2024-01-01", endDate: "2024-03-31", interval: "week" },
    },
  ],
  analysis: lifecycle,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    return query.ok
      ? ok({ query: query.value, interval: { unit: body.interval, weekStart: body.weekStart } })
      : query;
  },
  present: (periods) => ({ data: periods.map(({ start, ...counts }) => ({ timestamp: start, ...counts })) }),
});
