import { z } from "zod";
import { abTestMembers } from "../../../../analyses/ab-test-members/index.ts";
import { type AbTestMembersParams, abTestOutcomes } from "../../../../analyses/ab-test-members/params.ts";
import { abTest } from "../../../../analyses/ab-test/index.ts";
import type { AbTestParams } from "../../../../analyses/ab-test/params.ts";
import { secondMs } from "../../../../kernel/clock.ts";
import { limits } from "../../../../kernel/limits.ts";
import { ok } from "../../../../kernel/result.ts";
import { fieldSchema, selectorSchema } from "../../../../query/schema.ts";
import { abTestAnswer, abTestFields, presentAbTest } from "../../../ab-test-answer.ts";
import { countingAnswer, presentSeen, seenField } from "../../../bound.ts";
import { type RangedQuery, question, questionFields, questionQuery, strictBody } from "../question.ts";

const bodySchema = strictBody({
  ...questionFields,
  assignment: selectorSchema.describe("The events that assign visitors to variants: `{event, filters}`"),
  variantField: fieldSchema.describe("What names the variant in them"),
  metric: selectorSchema.describe("The events that visitors convert with"),
  valueField: fieldSchema.optional().describe("A number of the metric events, summed up for each visitor"),
  conversionWindow: z
    .number()
    .int()
    .min(1)
    .max(limits.funnelWindowMsMax / secondMs)
    .optional()
    .describe("Seconds after the exposure that metric events count"),
  ...abTestFields,
});

const buttonColor = {
  assignment: { event: "experiment_assigned" },
  variantField: "variant",
  metric: { event: "purchase" },
  startDate: "2024-01-01",
  endDate: "2024-01-31",
} as const;

/** Which variant does better (docs/semantics.md, A/B tests). */
export const abTestQuestion = question({
  type: "ab-test",
  path: "/api/v1/ab-tests/analyze",
  summary: "Compare the variants of an A/B test",
  body: bodySchema,
  answer: countingAnswer(abTestAnswer.shape),
  examples: [
    { name: "conversion", body: buttonColor },
    {
      name: "revenue within a week, of two stated variants",
      body: {
        ...buttonColor,
        valueField: "value",
        conversionWindow: 604800,
        allocation: { control: 50, green: 50 },
        control: "control",
        minimumEffect: 0.05,
      },
    },
  ],
  analysis: abTest,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    return query.ok ? ok(abTestOf(body, query.value)) : query;
  },
  present: presentAbTest,
});

const count = z.number().int();
const variantName = z.string().max(limits.stringBytesMax);

/** Who is behind a count of an A/B test. */
export const abTestVisitorsQuestion = question({
  type: "ab-test-visitors",
  path: "/api/v1/ab-tests/visitors",
  summary: "The visitors behind a count of an A/B test",
  body: strictBody({
    ...bodySchema.shape,
    outcome: z
      .enum(abTestOutcomes)
      .default("exposed")
      .describe("`excluded`: assigned to several variants; they have no variant"),
    variant: variantName.optional(),
    noneOf: z
      .array(variantName)
      .max(limits.abTestVariantsMax)
      .optional()
      .describe("Instead of a variant: the variants of the answer, for those in others"),
    limit: z.number().int().min(1).max(limits.pageRowsMax).default(100),
    cursor: z.string().max(20).optional().describe("`nextCursor` of the page before"),
  }),
  answer: countingAnswer({
    total: count.describe("The count"),
    ...seenField,
    visitors: z.array(z.object({ visitorId: z.string(), userId: z.string().nullable() })),
    nextCursor: z.string().nullable(),
  }),
  examples: [
    { name: "who converted", body: { ...buttonColor, variant: "green", outcome: "converted" } },
    { name: "who was in several variants", body: { ...buttonColor, outcome: "excluded" } },
  ],
  analysis: abTestMembers,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    if (!query.ok) return query;
    const { outcome, limit, cursor: after } = body;
    return ok({ test: abTestOf(body, query.value), outcome, of: groupOf(body), limit, after });
  },
  present: ({ total, seen, members, nextCursor }) => ({
    total,
    ...presentSeen(seen),
    visitors: members.map(({ visitor_id, user_id }) => ({
      visitorId: visitor_id,
      userId: user_id === "" ? null : user_id,
    })),
    nextCursor,
  }),
});

function groupOf({
  variant,
  noneOf,
}: {
  readonly variant?: string | undefined;
  readonly noneOf?: readonly string[] | undefined;
}): AbTestMembersParams["of"] {
  if (variant !== undefined) return { variant };
  return noneOf === undefined ? undefined : { noneOf };
}

function abTestOf(body: z.infer<typeof bodySchema>, query: RangedQuery): AbTestParams {
  const { assignment, variantField, metric, valueField, conversionWindow } = body;
  const { control, allocation, confidence, minimumEffect, minimumSampleSize } = body;
  return {
    query,
    assignment,
    variantField,
    metric,
    valueField,
    windowMs: conversionWindow === undefined ? undefined : conversionWindow * secondMs,
    control,
    allocation,
    confidence,
    minimumEffect,
    minimumSampleSize,
  };
}
