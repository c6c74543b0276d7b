import { z } from "zod";
import type { FunnelMembers } from "../../../analyses/funnel-members/shape.ts";
import type { Funnel, FunnelBar } from "../../../analyses/funnel/shape.ts";
import { limits } from "../../../kernel/limits.ts";
import { countingAnswer, presentSeen, seenField } from "../../bound.ts";
import { percentOf } from "../../percent.ts";
import type { FunnelForm } from "./funnel-form.ts";

/** Funnels as the native API answers them: rates in percent with two decimals, times in seconds. */
const count = z.number().int();
const percent = z.number().describe("Percent");

const stepAnswer = z.object({
  step: count.describe("From 1"),
  name: z.string(),
  eventName: z.string(),
  count,
  dropoff: count.describe("Those who reached the step before, but not this one"),
  conversionRate: percent.describe("Percent of the step before; 100 for the first"),
  dropoffRate: percent.describe("Percent of the step before; 0 for the first"),
  overallConversionRate: percent.describe("Percent of the first step"),
  timeToConvert: z.object({ medianSeconds: z.number(), p90Seconds: z.number() }).nullable(),
});

export const funnelAnswer = countingAnswer({
  steps: z.array(stepAnswer),
  totalEntered: count,
  totalCompleted: count,
  overallConversionRate: percent,
  breakdown: z
    .array(z.object({ value: z.string().nullable(), isOther: z.boolean(), steps: z.array(stepAnswer) }))
    .nullable(),
});

export function presentFunnel(funnel: Funnel, form: FunnelForm): z.infer<typeof funnelAnswer> {
  const [entered, completed] = [funnel.steps[0]!.count, funnel.steps.at(-1)!.count];
  return {
    steps: presentSteps(funnel.steps, form),
    totalEntered: entered,
    totalCompleted: completed,
    overallConversionRate: percentOf(completed, entered),
    breakdown: funnel.groups?.map((group) => ({ ...group, steps: presentSteps(group.steps, form) })) ?? null,
  };
}

function presentSteps(bars: readonly FunnelBar[], form: FunnelForm): z.infer<typeof stepAnswer>[] {
  return bars.map(({ count: reached, time }, index) => {
    const { eventName, name } = form.steps[index]!;
    const before = bars[index - 1]?.count ?? reached;
    return {
      step: index + 1,
      name: name ?? eventName,
      eventName,
      count: reached,
      dropoff: before - reached,
      conversionRate: index === 0 ? 100 : percentOf(reached, before),
      dropoffRate: percentOf(before - reached, before),
      overallConversionRate: index === 0 ? 100 : percentOf(reached, bars[0]!.count),
      timeToConvert:
        time === null ? null : { medianSeconds: seconds(time.medianMs), p90Seconds: seconds(time.p90Ms) },
    };
  });
}

/** To the millisecond; an interpolated percentile has parts of one. */
function seconds(ms: number): number {
  return Math.round(ms) / 1_000;
}

/** Which bar, and which page of the list behind it. */
export const memberFields = {
  step: z.number().int().min(1).describe("The bar's step, from 1"),
  outcome: z
    .enum(["reached", "dropped"])
    .default("reached")
    .describe("`dropped`: reached the step before, but not this one"),
  limit: z.number().int().min(1).max(limits.pageRowsMax).default(100),
  cursor: z.string().max(20).optional().describe("`nextCursor` of the page before"),
};

export const membersAnswer = countingAnswer({
  total: count.describe("The number in the bar"),
  ...seenField,
  visitors: z.array(
    z.object({
      visitorId: z.string(),
      userId: z.string().nullable(),
      sessionId: z.string().nullable().describe("Where sessions are counted"),
      steps: count.describe("How many steps were reached"),
    }),
  ),
  nextCursor: z.string().nullable(),
});

export function presentMembers({
  total,
  seen,
  members,
  nextCursor,
}: FunnelMembers): z.infer<typeof membersAnswer> {
  const visitors = members.map(({ visitor_id, user_id, session_id, steps }) => ({
    visitorId: visitor_id,
    userId: user_id === "" ? null : user_id,
    sessionId: session_id === "" ? null : session_id,
    steps,
  }));
  return { total, ...presentSeen(seen), visitors, nextCursor };
}
