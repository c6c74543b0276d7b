import { z } from "zod";
import { limits } from "../../kernel/limits.ts";
import { type FunnelParams, funnelParams } from "../funnel/params.ts";

/** The visitors, or sessions, behind a bar of a funnel or behind the drop before it. */
export interface FunnelMembersParams {
  readonly funnel: FunnelParams;
  /** The bar's step, from 1. */
  readonly step: number;
  /** `dropped`: those who reached the step before, but not this one. */
  readonly outcome: "reached" | "dropped";
  /** Only those of one value of the breakdown, or of none of the values that stand for themselves. */
  readonly group?:
    | { readonly value: string | null }
    | { readonly noneOf: readonly (string | null)[] }
    | undefined;
  readonly limit: number;
  /** The `cursor` of the last one that is known already. */
  readonly after?: string | undefined;
}

export const funnelMembersParams: z.ZodType<FunnelMembersParams> = z
  .object({
    funnel: funnelParams,
    step: z.number().int().min(1),
    outcome: z.enum(["reached", "dropped"]),
    group: z.custom<FunnelMembersParams["group"]>().optional(),
    limit: z.number().int().min(1).max(limits.pageRowsMax),
    after: z
      .string()
      .regex(/^\d{1,20}$/, "must be a cursor of an answer")
      .optional(),
  })
  .superRefine(({ funnel, step, outcome, group }, ctx) => {
    const first = outcome === "dropped" ? 2 : 1;
    const problem = (path: string, message: string) =>
      ctx.addIssue({ code: "custom", path: [path], message });
    if (step < first || step > funnel.steps.length) {
      problem("step", `must be a whole number from ${first} to ${funnel.steps.length}`);
    }
    if (group !== undefined && funnel.breakdown === undefined) problem("group", "needs a breakdown");
  });
