import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import { type AbTestParams, abTestParams } from "../ab-test/params.ts";

export const abTestOutcomes = ["exposed", "converted", "not_converted", "excluded"] as const;

/** The visitors behind a count of an A/B test. */
export interface AbTestMembersParams {
  readonly test: AbTestParams;
  /** `excluded`: those who were assigned to several variants; they have no variant. */
  readonly outcome: (typeof abTestOutcomes)[number];
  /** A variant, or all but some, such as those that the answer lists. */
  readonly of?: { readonly variant: string } | { readonly noneOf: readonly string[] } | undefined;
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly after?: string | undefined;
}

export const abTestMembersParams: z.ZodType<AbTestMembersParams> = z
  .object({
    test: abTestParams,
    outcome: z.enum(abTestOutcomes),
    of: z.custom<AbTestMembersParams["of"]>().optional(),
    limit: z.number().int().min(1).max(limits.pageRowsMax),
    after: z
      .string()
      .regex(/^\d{1,20}$/, "must be a cursor of an answer")
      .optional(),
  })
  .superRefine(({ outcome, of }, ctx) => {
    const problem = (message: string) => ctx.addIssue({ code: "custom", path: ["variant"], message });
    if (outcome === "excluded" && of !== undefined) problem("is not for the outcome excluded");
    if (outcome !== "excluded" && of === undefined) problem("or noneOf is needed for this outcome");
  });
