import { z } from "zod";
import { type FunnelParams, funnelOrders, funnelUnits } from "../../../analyses/funnel/params.ts";
import { secondMs } from "../../../kernel/clock.ts";
import { limits } from "../../../kernel/limits.ts";
import type { Condition } from "../../../query/condition.ts";
import type { Query } from "../../../query/query.ts";
import { fieldSchema, filtersSchema, parseField } from "../../../query/schema.ts";

/** How a funnel is written in the native API, ad hoc and saved alike. Times are in seconds, as in the brief. */
const eventName = z.string().min(1).max(limits.eventNameCharsMax);
const seconds = z
  .number()
  .int()
  .min(1)
  .max(limits.funnelWindowMsMax / secondMs);
const scalar = z.union([z.string().max(limits.stringBytesMax), z.number(), z.boolean()]);

/** `{"category": "products"}`: each property equals, or is one of a list. */
const propertyFilters = z
  .record(z.string().min(1).max(limits.eventNameCharsMax), z.union([scalar, z.array(scalar).max(1_000)]))
  .transform((filters): Condition[] =>
    Object.entries(filters).map(([key, value]) => {
      const field = parseField(key);
      return Array.isArray(value) ? { field, operator: "in", value } : { field, operator: "eq", value };
    }),
  );

const filters = z.union([filtersSchema, propertyFilters]).optional();

const stepSchema = z.strictObject({
  eventName,
  name: z
    .string()
    .min(1)
    .max(limits.eventNameCharsMax)
    .optional()
    .describe("How answers call the step; its event name if not given"),
  filters: filters.describe("Properties that must be equal, or a list of conditions"),
  timeWindow: seconds.optional().describe("Seconds since the step before, at most"),
});

const exclusionSchema = z.strictObject({
  eventName,
  filters,
  afterStep: z.number().int().min(1).optional().describe("A step's number, from 1"),
  beforeStep: z.number().int().min(2).optional(),
});

export const funnelFields = {
  steps: z
    .array(stepSchema)
    .min(2, "needs at least 2 steps")
    .max(limits.funnelStepsMax, `takes at most ${limits.funnelStepsMax} steps`),
  order: z.enum(funnelOrders).default("ordered"),
  timeWindow: seconds
    .optional()
    .describe("Seconds from the first step to the last, at most; without it, the range"),
  exclusions: z.array(exclusionSchema).max(limits.funnelStepsMax).default([]),
  countBy: z.enum(funnelUnits).default("visitor"),
  breakdown: fieldSchema.optional(),
  breakdownLimit: z.number().int().min(1).max(limits.breakdownValuesMax).default(10),
};

const funnelSchema = z.object(funnelFields);
export type FunnelForm = z.infer<typeof funnelSchema>;

export function funnelOf(form: FunnelForm, query: Query): FunnelParams {
  const { order, timeWindow, countBy: unit, breakdown, breakdownLimit } = form;
  return {
    query,
    steps: form.steps.map((step) => ({ event: selectorOf(step), withinMs: milliseconds(step.timeWindow) })),
    order,
    windowMs: milliseconds(timeWindow),
    exclusions: form.exclusions.map(({ afterStep, beforeStep, ...event }) => ({
      event: selectorOf(event),
      afterStep,
      beforeStep,
    })),
    unit,
    breakdown: breakdown === undefined ? undefined : { field: breakdown, valuesMax: breakdownLimit },
  };
}

function selectorOf(event: { readonly eventName: string; readonly filters?: Condition[] | undefined }) {
  return { name: event.eventName, conditions: event.filters ?? [] };
}

function milliseconds(given: number | undefined): number | undefined {
  return given === undefined ? undefined : given * secondMs;
}
