import { z } from "zod";
import { abTest } from "../../../analyses/ab-test/index.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import { everything } from "../../../query/query.ts";
import { parseField } from "../../../query/schema.ts";
import { abTestAnswer, abTestFields, presentAbTest } from "../../ab-test-answer.ts";
import { failed } from "../../failed.ts";
import { type Call, operation } from "../../operation.ts";
import { isForwards } from "../../params.ts";
import { scopeOf } from "../../scope.ts";
import { eventType, propertyFilters, rangeFields, reversedRange } from "./query-fields.ts";

/** `POST /queries/abtest`: over all time unless a range is given. */
const property = z.string().min(1).max(limits.eventNameCharsMax);

export const abtestBody = z
  .object({
    name: eventType.optional(),
    eventType: eventType.describe("The events that assign users to variants"),
    eventFilters: propertyFilters.optional(),
    variantProperty: property.default("variant").describe("What names the variant in them"),
    metricEvent: eventType.describe("The events that users convert with"),
    metricFilters: propertyFilters.optional(),
    metricProperty: property.optional().describe("A number of the metric events, summed up for each user"),
    ...abTestFields,
    ...rangeFields,
  })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), reversedRange);

const asked = z.object({
  name: z.string().nullable(),
  eventType: z.string(),
  variantProperty: z.string(),
  metricEvent: z.string(),
  metricProperty: z.string().nullable(),
  minimumSampleSize: z.number().int(),
});

export const abtestQuery = operation({
  method: "POST",
  paths: ["/queries/abtest"],
  dialect: "realtime",
  scope: "read",
  summary: "A/B test analysis",
  description:
    "Users are compared by the variant of their first assignment; metric events count after it. `value` is there when `metricProperty` is.",
  body: abtestBody,
  answer: {
    status: 200,
    description: "Each variant, and each against the control.",
    schema: z.object({ ...asked.shape, ...abTestAnswer.shape }),
  },
  examples: [
    {
      name: "button colour",
      body: {
        name: "Button Color Test",
        eventType: "experiment_assigned",
        variantProperty: "variant",
        metricEvent: "conversion",
        metricProperty: "revenue",
        minimumSampleSize: 100,
      },
    },
  ],
  handle: async (call, { body }) => {
    const answer = await askAbtest(call, body);
    return answer.ok ? Response.json(answer.value) : failed(call, answer.error);
  },
});

export async function askAbtest(
  call: Call,
  body: z.infer<typeof abtestBody>,
): Promise<Result<z.infer<typeof asked> & z.infer<typeof abTestAnswer>, Failure>> {
  const { name, variantProperty, metricEvent, metricProperty, minimumSampleSize } = body;
  const { startTime: from, endTime: to, includeBots, control, allocation, confidence, minimumEffect } = body;
  const params = {
    query: { ...everything, period: { from, to }, includeBots },
    assignment: { name: body.eventType, conditions: body.eventFilters ?? [] },
    variantField: parseField(variantProperty),
    metric: { name: metricEvent, conditions: body.metricFilters ?? [] },
    valueField: metricProperty === undefined ? undefined : parseField(metricProperty),
    control,
    allocation,
    confidence,
    minimumEffect,
    minimumSampleSize,
  };
  const answer = await call.services.analytics.run(abTest, params, scopeOf(call));
  if (!answer.ok) return answer;
  return ok({
    name: name ?? null,
    eventType: body.eventType,
    variantProperty,
    metricEvent,
    metricProperty: metricProperty ?? null,
    minimumSampleSize,
    ...presentAbTest(answer.value),
  });
}
