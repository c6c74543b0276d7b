import { z } from "zod";
import { funnel } from "../../../analyses/funnel/index.ts";
import type { Funnel } from "../../../analyses/funnel/shape.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import { everything } from "../../../query/query.ts";
import { failed } from "../../failed.ts";
import { type Call, operation } from "../../operation.ts";
import { isForwards } from "../../params.ts";
import { percentOf } from "../../percent.ts";
import { scopeOf } from "../../scope.ts";
import { eventType, propertyFilters, rangeFields, reversedRange } from "./query-fields.ts";

/** `POST /queries/funnel`: ordered, by visitor; `timeLimit` is the window from the first step to the last. */
export const funnelBody = z
  .object({
    steps: z
      .array(
        z.object({
          name: z
            .string()
            .min(1)
            .max(limits.eventNameCharsMax)
            .optional()
            .describe("The event type if not given"),
          eventType,
          filters: propertyFilters.optional(),
        }),
      )
      .min(2, "needs at least 2 steps")
      .max(limits.funnelStepsMax, `takes at most ${limits.funnelStepsMax} steps`),
    ...rangeFields,
    timeLimit: z.number().int().min(1).max(limits.funnelWindowMsMax).optional().describe("Milliseconds"),
  })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), reversedRange);

const count = z.number().int();
const percent = z.number().describe("Percent");

export const funnelAnswer = z.object({
  steps: z.array(z.object({ name: z.string(), count, conversionRate: percent, dropoffRate: percent })),
  totalEntered: count,
  totalCompleted: count,
  overallConversionRate: percent,
});

export const funnelQuery = operation({
  method: "POST",
  paths: ["/queries/funnel"],
  dialect: "realtime",
  scope: "read",
  summary: "Funnel analysis",
  body: funnelBody,
  answer: { status: 200, description: "Rates are of the step before.", schema: funnelAnswer },
  examples: [
    {
      name: "checkout",
      body: {
        steps: [
          { name: "Landing", eventType: "pageview" },
          { name: "Product View", eventType: "click", filters: { category: "products" } },
          { name: "Checkout", eventType: "form_submit" },
        ],
        startTime: 1699564800000,
        endTime: 1699651200000,
        timeLimit: 3600000,
      },
    },
  ],
  handle: async (call, { body }) => {
    const answer = await askFunnel(call, body);
    return answer.ok ? Response.json(answer.value) : failed(call, answer.error);
  },
});

type FunnelBody = z.infer<typeof funnelBody>;

export async function askFunnel(
  call: Call,
  body: FunnelBody,
): Promise<Result<z.infer<typeof funnelAnswer>, Failure>> {
  const { steps, startTime: from, endTime: to, timeLimit: windowMs, includeBots } = body;
  const params = {
    query: { ...everything, period: { from, to }, includeBots },
    steps: steps.map((step) => ({ event: { name: step.eventType, conditions: step.filters ?? [] } })),
    order: "ordered",
    windowMs,
    exclusions: [],
    unit: "visitor",
  } as const;
  const answer = await call.services.analytics.run(funnel, params, scopeOf(call));
  return answer.ok ? ok(presentFunnel(answer.value, body)) : answer;
}

function presentFunnel({ steps }: Funnel, body: FunnelBody): z.infer<typeof funnelAnswer> {
  const [entered, completed] = [steps[0]!.count, steps.at(-1)!.count];
  return {
    steps: steps.map((bar, index) => {
      const { name, eventType: type } = body.steps[index]!;
      const before = steps[index - 1]?.count ?? bar.count;
      const conversionRate = index === 0 ? 100 : percentOf(bar.count, before);
      return {
        name: name ?? type,
        count: bar.count,
        conversionRate,
        dropoffRate: percentOf(before - bar.count, before),
      };
    }),
    totalEntered: entered,
    totalCompleted: completed,
    overallConversionRate: percentOf(completed, entered),
  };
}
