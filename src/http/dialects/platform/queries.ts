import { z } from "zod";
import type { EventSummaryParams } from "../../../analyses/event-summary/params.ts";
import { dayMs } from "../../../kernel/clock.ts";
import { type Query, everything } from "../../../query/query.ts";
import { flagParam, isForwards, timeParam } from "../../params.ts";
import { segmentParam } from "./saved-segment.ts";

export const summaryParams = z
  .object({
    startDate: timeParam.optional(),
    endDate: endParam().optional(),
    segment: segmentParam,
    includeBots: flagParam,
  })
  .refine(({ startDate, endDate }) => isForwards(startDate, endDate), {
    message: "must not be before startDate",
    path: ["endDate"],
  });

export function summaryQuery(
  params: z.infer<typeof summaryParams>,
  segment: Pick<Query, "segment">,
): EventSummaryParams {
  const period = { from: params.startDate, to: params.endDate };
  return { query: { ...everything, period, includeBots: params.includeBots, ...segment }, topNames: 100 };
}

/** The platform brief's ranges name their last day, `endDate=2024-01-31`, so a day as the end includes that day. */
function endParam() {
  return z.string().transform((value, ctx) => {
    const time = timeParam.safeParse(value);
    if (time.success) return /^\d{4}-\d{2}-\d{2}$/.test(value) ? time.data + dayMs : time.data;
    ctx.addIssue({ code: "custom", message: "must be epoch milliseconds or ISO 8601" });
    return z.NEVER;
  });
}
