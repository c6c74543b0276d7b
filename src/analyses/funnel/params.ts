import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import type { FieldRef } from "../../query/columns.ts";
import type { EventSelector } from "../../query/condition.ts";
import type { Query } from "../../query/query.ts";

export const funnelOrders = ["ordered", "strict", "any"] as const;
export type FunnelOrder = (typeof funnelOrders)[number];

/** Who goes through the funnel. */
export const funnelUnits = ["visitor", "session"] as const;
export type FunnelUnit = (typeof funnelUnits)[number];

/** How many visitors, or sessions, went how far through a row of steps; docs/semantics.md says when a step is reached. */
export interface FunnelParams {
  readonly query: Query;
  readonly steps: readonly FunnelStep[];
  readonly order: FunnelOrder;
  /** From the first step to the last; without one only the period limits an attempt. */
  readonly windowMs?: number | undefined;
  /** Events that end an attempt when they come between two steps; not with the order `any`. */
  readonly exclusions: readonly FunnelExclusion[];
  readonly unit: FunnelUnit;
  /** One funnel for each value that the field has in the event of the first step. */
  readonly breakdown?: { readonly field: FieldRef; readonly valuesMax: number } | undefined;
}

export interface FunnelStep {
  readonly event: EventSelector;
  /** From the step before to this one; not with the order `any`. */
  readonly withinMs?: number | undefined;
}

export interface FunnelExclusion {
  readonly event: EventSelector;
  /** Steps by their number from 1; without them, anywhere between the first and the last. */
  readonly afterStep?: number | undefined;
  readonly beforeStep?: number | undefined;
}

const duration = z.number().int().min(0).max(limits.funnelWindowMsMax).optional();
const stepNumber = z.number().int().min(1).max(limits.funnelStepsMax).optional();

export const funnelParams: z.ZodType<FunnelParams> = z
  .object({
    query: z.custom<Query>(),
    steps: z
      .array(z.object({ event: z.custom<EventSelector>(), withinMs: duration }))
      .min(2, "needs at least 2 steps")
      .max(limits.funnelStepsMax, `takes at most ${limits.funnelStepsMax} steps`),
    order: z.enum(funnelOrders),
    windowMs: duration,
    exclusions: z
      .array(z.object({ event: z.custom<EventSelector>(), afterStep: stepNumber, beforeStep: stepNumber }))
      .max(limits.funnelStepsMax),
    unit: z.enum(funnelUnits),
    breakdown: z
      .object({
        field: z.custom<FieldRef>(),
        valuesMax: z.number().int().min(1).max(limits.breakdownValuesMax),
      })
      .optional(),
  })
  .superRefine((params, ctx) => {
    const problem = (path: (string | number)[], message: string) =>
      ctx.addIssue({ code: "custom", path, message });
    for (const [index, { afterStep = 1, beforeStep = params.steps.length }] of params.exclusions.entries()) {
      const isGap = afterStep < beforeStep && beforeStep <= params.steps.length;
      if (!isGap)
        problem(["exclusions", index], `must lie between two of the steps 1 to ${params.steps.length}`);
    }
    if (params.steps.length + params.exclusions.length > limits.funnelStepsMax) {
      problem(["exclusions"], `there may be ${limits.funnelStepsMax} steps and exclusions together`);
    }
    if (params.order !== "any") return;
    if (params.exclusions.length > 0) problem(["exclusions"], "are for the orders ordered and strict");
    const timed = params.steps.findIndex((step) => step.withinMs !== undefined);
    if (timed !== -1) problem(["steps", timed, "withinMs"], "is for the orders ordered and strict");
    if (largestOverlap(params.steps) > limits.funnelOverlapMax) {
      problem(
        ["steps"],
        `with the order any, at most ${limits.funnelOverlapMax} steps may be of the same event name`,
      );
    }
  });

/** How many steps one event might match: those of its name and those of any name. */
export function largestOverlap(steps: readonly FunnelStep[]): number {
  const nameless = steps.filter((step) => step.event.name === undefined).length;
  if (nameless > 0) return steps.length;
  const counts = new Map<string | undefined, number>();
  for (const { event } of steps) counts.set(event.name, (counts.get(event.name) ?? 0) + 1);
  return Math.max(...counts.values());
}
