import { z } from "zod";
import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import { type RetentionParams, retentionParams } from "../retention/params.ts";

/** The visitors behind a cell of a retention table. */
export interface RetentionMembersParams {
  readonly retention: RetentionParams;
  /** A time in the cohort; such as its start. */
  readonly cohort: EpochMs;
  /** Absent: the cohort itself. */
  readonly period?: number | undefined;
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly after?: string | undefined;
}

export const retentionMembersParams: z.ZodType<RetentionMembersParams> = z
  .object({
    retention: retentionParams,
    cohort: z.number(),
    period: z.number().int().min(0).optional(),
    limit: z.number().int().min(1).max(limits.pageRowsMax),
    after: z
      .string()
      .regex(/^\d{1,20}$/, "must be a cursor of an answer")
      .optional(),
  })
  .refine(({ retention, period = 0 }) => period <= retention.lastPeriod, {
    path: ["period"],
    message: "must be one of the table's periods",
  });
