import { z } from "zod";
import { breakdown } from "../../../../analyses/breakdown/index.ts";
import { ok } from "../../../../kernel/result.ts";
import { fieldSchema, metricSchema } from "../../../../query/schema.ts";
import { countingAnswer } from "../../../bound.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const values = z.array(z.number().nullable()).describe("One for each metric");

/** Metrics of a range per value of some fields (docs/semantics.md, Breakdowns). */
export const breakdownQuestion = question({
  type: "breakdown",
  summary: "Metrics of a range, by the values of fields",
  body: strictBody({
    ...questionFields,
    metrics: z
      .array(metricSchema)
      .min(1)
      .max(20)
      .default([{ of: "events" }]),
    by: z.array(fieldSchema).max(5).default([]),
    limit: z.number().int().min(1).max(1_000).default(10),
  }),
  answer: countingAnswer({
    totals: values,
    groups: z.array(z.object({ by: z.array(z.string().nullable()), values })),
    other: z.object({ groups: z.number().int(), values }).nullable(),
  }),
  examples: [
    { name: "events by name", body: { startDate: "2024-01-01", endDate: "2024-01-31", by: ["name"] } },
    {
      name: "visitors and order value by country and plan",
      body: {
        metrics: ["visitors", { metric: "p95", field: "value" }],
        by: ["country", "properties.plan"],
        filters: [{ field: "name", operator: "eq", value: "purchase" }],
      },
    },
  ],
  analysis: breakdown,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    return query.ok
      ? ok({ query: query.value, metrics: body.metrics, by: body.by, limit: body.limit })
      : query;
  },
  present: (answer) => answer,
});
