import { z } from "zod";
import { parseTime } from "../../../event/time.ts";
import { limits } from "../../../kernel/limits.ts";
import type { Condition } from "../../../query/condition.ts";
import { parseField } from "../../../query/schema.ts";

/** What the bodies of `/queries/*` have in common. */
export const eventType = z.string().min(1).max(limits.eventNameCharsMax);

const time = z.union([z.number(), z.string().max(40)]).transform((value, ctx) => {
  const parsed = parseTime(value);
  if (parsed !== undefined) return parsed;
  ctx.addIssue({ code: "custom", message: "must be epoch milliseconds or ISO 8601" });
  return z.NEVER;
});

/** Open where it is not given. */
export const rangeFields = {
  startTime: time.optional(),
  endTime: time.optional(),
  includeBots: z.boolean().default(false),
};

export const reversedRange = { message: "must not be before startTime", path: ["endTime"] };

const scalar = z.union([z.string().max(limits.stringBytesMax), z.number(), z.boolean()]);

/** `{"category": "products"}`: each property equals, or is one of a list. */
export const propertyFilters = z
  .record(eventType, z.union([scalar, z.array(scalar).max(1_000)]))
  .transform((filters): Condition[] =>
    Object.entries(filters).map(([key, value]) => {
      const field = parseField(key);
      return Array.isArray(value) ? { field, operator: "in", value } : { field, operator: "eq", value };
    }),
  );
