import { z } from "zod";
import { dayMs } from "../kernel/clock.ts";
import { limits } from "../kernel/limits.ts";
import { type FieldRef, isColumnName } from "./columns.ts";
import type { Condition, EventSelector } from "./condition.ts";
import type { Comparison } from "./filter.ts";
import { type Interval, type WeekDay, calendarUnits, weekDays } from "./interval.ts";
import { type Metric, countMetrics, fieldStatistics } from "./metric.ts";
import type { Segment } from "./segment.ts";
import { parseZone } from "./zone.ts";

/**
 * How questions are written in JSON, with limits on everything. A field is a column's name
 * (`country`), or a property by its key (`plan`, nested `cart.total`); `properties.country` is the
 * property where a column has the same name.
 */
export const fieldSchema = z
  .string("must be a column's name or a property's key")
  .min(1, "must not be empty")
  .max(limits.eventNameCharsMax)
  .refine((name) => name !== propertyPrefix, "must name a property behind the dot")
  .transform(parseField)
  .meta({
    description: "A column such as `country`, or a property's key; `properties.x` is always the property",
  });

export function parseField(name: string): FieldRef {
  if (name.startsWith(propertyPrefix)) return { property: name.slice(propertyPrefix.length) };
  return isColumnName(name) ? { column: name } : { property: name };
}

const propertyPrefix = "properties.";

const scalar = z.union([z.string().max(limits.stringBytesMax), z.number(), z.boolean()], {
  error: "must be a text, a number or a boolean",
});
const shortText = z.string().min(1).max(limits.stringBytesMax);
const numberOrText = z.union([z.number(), shortText], { error: "must be a number or a text" });

const operators = "eq, ne, gt, gte, lt, lte, in, not_in, contains, starts_with, regex, exists, between";

/** RE2 syntax, which the store matches in linear time. */
const pattern = z.string().min(1).max(1_000);

export const comparisonSchema: z.ZodType<Comparison> = z.discriminatedUnion(
  "operator",
  [
    z.object({ operator: z.enum(["eq", "ne"]), value: scalar }),
    z.object({ operator: z.enum(["gt", "gte", "lt", "lte"]), value: numberOrText }),
    z.object({ operator: z.enum(["in", "not_in"]), value: z.array(scalar).max(1_000) }),
    z.object({ operator: z.enum(["contains", "starts_with"]), value: shortText }),
    z.object({ operator: z.literal("regex"), value: pattern }),
    z.object({ operator: z.literal("between"), value: z.tuple([z.number(), z.number()]) }),
    z.object({ operator: z.literal("exists"), value: z.boolean().default(true) }),
  ],
  { error: `must be one of ${operators}` },
);

/** Deeper trees and longer lists than people write are refused before they become SQL. */
const branchesMax = 50;
const treeDepthMax = 5;

const filterSchema = z.object({ field: fieldSchema }).and(comparisonSchema).meta({ id: "Filter" });

const conditionSchema = tree<Condition>("Condition", filterSchema, (deeper) => {
  const list = z.array(deeper).max(branchesMax);
  return z.union([z.strictObject({ all: list }), z.strictObject({ any: list }), filterSchema]);
});

export const filtersSchema = z.array(conditionSchema).max(branchesMax).default([]);

export const selectorSchema: z.ZodType<EventSelector> = z
  .strictObject({ event: z.string().min(1).max(limits.eventNameCharsMax).optional(), filters: filtersSchema })
  .transform(({ event, filters }) => ({ name: event, conditions: filters }));

const times = z.number().int().min(0).max(1_000_000).optional();

const behaviourSchema = z
  .strictObject({
    event: z.string().min(1).max(limits.eventNameCharsMax).optional(),
    filters: filtersSchema,
    atLeast: times,
    atMost: times,
    withinDays: z.number().int().min(1).max(3_650).optional(),
  })
  .transform(({ event, filters, ...more }) => ({ event: { name: event, conditions: filters }, ...more }));

const segmentLeaf = z
  .union([z.strictObject({ did: behaviourSchema }), z.strictObject({ profile: filterSchema })])
  .meta({ id: "SegmentLeaf" });

export const segmentSchema = tree<Segment>("Segment", segmentLeaf, (deeper) => {
  const list = z.array(deeper).max(branchesMax);
  return z.union([
    z.strictObject({ all: list }),
    z.strictObject({ any: list }),
    z.strictObject({ not: deeper }),
    segmentLeaf,
  ]);
});

/**
 * `name` is the outermost; `name2` may stand in it, and so on down to the leaves. One schema for each
 * depth: made anew at each place, the document of a few questions would have a hundred megabytes.
 */
function tree<T>(
  name: string,
  leaf: z.ZodType<T>,
  around: (deeper: z.ZodType<T>) => z.ZodType<T>,
): z.ZodType<T> {
  let schema = leaf;
  for (let depth = treeDepthMax - 1; depth >= 1; depth--) {
    schema = around(schema).meta({ id: depth === 1 ? name : `${name}${depth}` });
  }
  return schema;
}

/** `"events"`, or `{"metric": "events", "event": "signup"}`, or `{"metric": "p95", "field": "duration"}`. */
export const metricSchema: z.ZodType<Metric> = z.union(
  [
    z.enum(countMetrics).transform((of): Metric => ({ of })),
    z
      .strictObject({
        metric: z.literal("events"),
        event: z.string().min(1).max(limits.eventNameCharsMax).optional(),
      })
      .transform(({ event }): Metric => ({ of: "events", name: event })),
    z.strictObject({ metric: z.enum(countMetrics) }).transform(({ metric }): Metric => ({ of: metric })),
    z
      .strictObject({ metric: z.enum(fieldStatistics), field: fieldSchema })
      .transform(({ metric, field }): Metric => ({ of: metric, field })),
  ],
  {
    error: `must be one of ${countMetrics.join(", ")}, or {"metric": one of ${fieldStatistics.join(", ")}, "field"}`,
  },
);

const lengthMs = z
  .number()
  .int()
  .min(1_000)
  .max(366 * dayMs);

/** A unit of the calendar, or a length in milliseconds. */
export const intervalSchema = z.union([z.enum(calendarUnits), lengthMs], {
  error: `must be one of ${calendarUnits.join(", ")}, or a length in milliseconds from 1000`,
});

export const weekStartSchema = z.enum(weekDays);

export function intervalOf(given: z.infer<typeof intervalSchema>, weekStart?: WeekDay): Interval {
  return typeof given === "number" ? { ms: given } : { unit: given, weekStart };
}

export const zoneSchema = z
  .string()
  .max(64)
  .transform((name, ctx) => {
    const zone = parseZone(name);
    if (zone !== null) return zone;
    ctx.addIssue({ code: "custom", message: "must be an IANA time zone such as Europe/Berlin" });
    return z.NEVER;
  });
