import { z } from "zod";

/** What became queryable between two sequence numbers of the loader: [fromSeq, toSeq). */
export interface LoadProgressParams {
  readonly fromSeq: number;
  readonly toSeq: number;
}

export const loadProgressParams: z.ZodType<LoadProgressParams> = z.object({
  fromSeq: z.number().int().min(0),
  toSeq: z.number().int().min(0),
});
