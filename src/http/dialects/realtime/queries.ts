import { z } from "zod";
import type { EventListParams } from "../../../analyses/event-list/params.ts";
import type { Filter } from "../../../query/filter.ts";
import { everything } from "../../../query/query.ts";
import { flagParam, isForwards, limitParam, textParam, timeParam } from "../../params.ts";

export const listParams = z
  .object({
    type: textParam.optional(),
    userId: textParam.optional(),
    sessionId: textParam.optional(),
    startTime: timeParam.optional(),
    endTime: timeParam.optional(),
    limit: limitParam(100),
    includeBots: flagParam,
  })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), {
    message: "must not be before startTime",
    path: ["endTime"],
  });

export function listQuery(params: z.infer<typeof listParams>): EventListParams {
  const filters: Filter[] = [];
  if (params.type !== undefined)
    filters.push({ field: { column: "name" }, operator: "eq", value: params.type });
  if (params.userId !== undefined)
    filters.push({ field: { column: "user_id" }, operator: "eq", value: params.userId });
  if (params.sessionId !== undefined) {
    filters.push({ field: { column: "session_id" }, operator: "eq", value: params.sessionId });
  }
  const period = { from: params.startTime, to: params.endTime };
  return { query: { ...everything, period, filters, includeBots: params.includeBots }, limit: params.limit };
}
