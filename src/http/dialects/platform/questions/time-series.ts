import { z } from "zod";
import { timeSeries } from "../../../../analyses/time-series/index.ts";
import { seriesBreakdownMax } from "../../../../analyses/time-series/params.ts";
import type { Series } from "../../../../analyses/time-series/shape.ts";
import { ok } from "../../../../kernel/result.ts";
import {
  fieldSchema,
  intervalOf,
  intervalSchema,
  metricSchema,
  weekStartSchema,
} from "../../../../query/schema.ts";
import { epochMsSchema } from "../../../answers.ts";
import { countingAnswer } from "../../../bound.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const value = z.number().nullable();
const seriesFields = {
  startDate: z.iso.datetime(),
  endDate: z.iso.datetime(),
  totals: z.array(value).describe("One for each metric, over the whole range"),
  data: z.array(z.object({ timestamp: epochMsSchema, values: z.array(value) })),
};

/** Metrics per bucket of time (docs/semantics.md, Time series). */
export const timeSeriesQuestion = question({
  type: "time-series",
  summary: "Metrics per minute, hour, day, week, month, quarter, year or fixed interval",
  body: strictBody({
    ...questionFields,
    metrics: z
      .array(metricSchema)
      .min(1)
      .max(10)
      .default([{ of: "events" }]),
    interval: intervalSchema.default("day"),
    weekStart: weekStartSchema.optional(),
    breakdown: z
      .object({ field: fieldSchema, limit: z.number().int().min(1).max(seriesBreakdownMax).default(10) })
      .optional(),
    compare: z.enum(["previous"]).optional(),
  }),
  answer: countingAnswer({
    ...seriesFields,
    previous: z.object(seriesFields).nullable(),
    groups: z
      .array(z.object({ value: z.string().nullable(), isOther: z.boolean(), ...seriesFields }))
      .nullable(),
  }),
  examples: [
    { name: "events a day", body: { startDate: "2024-01-01", endDate: "2024-01-31" } },
    {
      name: "visitors and revenue a week by country, compared",
      body: {
        startDate: "2024-01-01",
        endDate: "2024-03-31",
        timezone: "Europe/Berlin",
        interval: "week",
        metrics: ["visitors", { metric: "sum", field: "value" }],
        breakdown: { field: "country", limit: 3 },
        compare: "previous",
      },
    },
  ],
  analysis: timeSeries,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    if (!query.ok) return query;
    const { metrics, breakdown, compare } = body;
    return ok({
      query: query.value,
      metrics,
      interval: intervalOf(body.interval, body.weekStart),
      breakdown,
      compare,
    });
  },
  present: (answer) => ({
    ...presentSeries(answer),
    previous: answer.previous === null ? null : presentSeries(answer.previous),
    groups:
      answer.groups?.map((group) => ({
        value: group.value,
        isOther: group.isOther,
        ...presentSeries(group),
      })) ?? null,
  }),
});

function presentSeries({ from, to, points, totals }: Series) {
  return {
    startDate: new Date(from).toISOString(),
    endDate: new Date(to).toISOString(),
    totals,
    data: points.map(({ start, values }) => ({ timestamp: start, values })),
  };
}
