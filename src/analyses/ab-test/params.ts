import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import type { FieldRef } from "../../query/columns.ts";
import type { EventSelector } from "../../query/condition.ts";
import type { Query } from "../../query/query.ts";

/** Which variant of something does better; docs/semantics.md says how that is counted and judged. */
export interface AbTestParams {
  readonly query: Query;
  /** The events that assign a visitor to a variant, and the field that names it. */
  readonly assignment: EventSelector;
  readonly variantField: FieldRef;
  /** What a visitor converts with. */
  readonly metric: EventSelector;
  /** A number of the metric events, summed up for each visitor. */
  readonly valueField?: FieldRef | undefined;
  /** How long after the exposure metric events count. */
  readonly windowMs?: number | undefined;
  /** The test's variants, and the ratio that visitors were to come to them; absent: what is found, in equal shares. */
  readonly allocation?: readonly VariantWeight[] | undefined;
  readonly control?: string | undefined;
  /** Of the intervals and tests, such as 0.95. */
  readonly confidence: number;
  /** The relative lift that the power is worked out for; absent: the one that was observed. */
  readonly minimumEffect?: number | undefined;
  /** Visitors of each variant before there is a verdict. */
  readonly minimumSampleSize: number;
}

export interface VariantWeight {
  readonly variant: string;
  readonly weight: number;
}

export const abTestParams: z.ZodType<AbTestParams> = z
  .object({
    query: z.custom<Query>(),
    assignment: z.custom<EventSelector>(),
    variantField: z.custom<FieldRef>(),
    metric: z.custom<EventSelector>(),
    valueField: z.custom<FieldRef>().optional(),
    windowMs: z.number().int().min(1).max(limits.funnelWindowMsMax).optional(),
    allocation: z
      .array(z.object({ variant: z.string(), weight: z.number().positive() }))
      .min(2)
      .max(limits.abTestVariantsMax)
      .optional(),
    control: z.string().optional(),
    confidence: z.number().min(0.5).max(0.9999),
    minimumEffect: z.number().positive().max(1_000).optional(),
    minimumSampleSize: z.number().int().min(0),
  })
  .superRefine(({ allocation, control }, ctx) => {
    const names = allocation?.map(({ variant }) => variant);
    if (names === undefined || control === undefined || names.includes(control)) return;
    ctx.addIssue({
      code: "custom",
      path: ["control"],
      message: `must be one of the variants of the allocation: ${names.join(", ")}`,
    });
  });
