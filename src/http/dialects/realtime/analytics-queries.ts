import { z } from "zod";
import type { BreakdownParams } from "../../../analyses/breakdown/params.ts";
import type { TimeSeriesParams } from "../../../analyses/time-series/params.ts";
import { parseTime } from "../../../event/time.ts";
import { type EpochMs, dayMs, hourMs, minuteMs } from "../../../kernel/clock.ts";
import { limits } from "../../../kernel/limits.ts";
import type { Filter } from "../../../query/filter.ts";
import type { Metric } from "../../../query/metric.ts";
import { type Query, everything } from "../../../query/query.ts";
import { parseField } from "../../../query/schema.ts";
import { flagParam, isForwards, textParam, timeParam, wholeNumber } from "../../params.ts";
import { statisticNames } from "./analytics-present.ts";

/** What the realtime dialect's `/analytics/*` ask of the core. Without times, all time. */
const range = { startTime: timeParam.optional(), endTime: timeParam.optional(), includeBots: flagParam };
const forwards = { message: "must not be before startTime", path: ["endTime"] };
const fieldName = z.string().min(1).max(limits.eventNameCharsMax);

const timeValue = z
  .union([z.number(), z.string()])
  .refine((value) => parseTime(value) !== undefined, { message: "must be epoch milliseconds or ISO 8601" })
  .transform((value) => parseTime(value)!);

export const aggregateBody = z
  .object({
    eventType: fieldName.nullish(),
    metric: fieldName.nullish().describe("A numeric property, or the column `value`; `count` counts only"),
    startTime: timeValue.optional().describe("A day before the end if not given"),
    endTime: timeValue.optional().describe("Now if not given"),
    interval: z
      .number()
      .int()
      .min(1_000)
      .max(366 * dayMs)
      .default(5 * minuteMs)
      .describe("Milliseconds"),
    includeBots: z.boolean().default(false),
  })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), forwards);

export const countParams = z
  .object({ ...range, type: textParam.optional(), groupBy: fieldName.optional() })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), forwards);

export const uniqueUsersParams = z
  .object({ ...range, type: textParam.optional() })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), forwards);

export const topParams = z
  .object({
    ...range,
    type: textParam.optional(),
    property: fieldName,
    n: wholeNumber(1, 1_000).optional().default(10),
  })
  .refine(({ startTime, endTime }) => isForwards(startTime, endTime), forwards);

export function aggregateQuery(body: z.infer<typeof aggregateBody>, now: EpochMs): TimeSeriesParams {
  const to = body.endTime ?? Math.max(now, body.startTime ?? 0);
  const from = body.startTime ?? Math.max(0, to - 24 * hourMs);
  const field =
    body.metric === "count" || body.metric === null || body.metric === undefined
      ? null
      : parseField(body.metric);
  const statistics = field === null ? [] : statisticNames.map((of): Metric => ({ of, field }));
  return {
    query: {
      ...everything,
      period: { from, to },
      filters: ofType(body.eventType),
      includeBots: body.includeBots,
    },
    metrics: [{ of: "events" }, { of: "visitors" }, ...statistics],
    interval: { ms: body.interval },
  };
}

export function countQuery(params: z.infer<typeof countParams>): BreakdownParams {
  const by = params.groupBy === undefined ? [] : [parseField(params.groupBy)];
  return { query: rangeQuery(params), metrics: [{ of: "events" }], by, limit: groupsMax };
}

const groupsMax = 1_000;

export function uniqueUsersQuery(params: z.infer<typeof uniqueUsersParams>): BreakdownParams {
  return { query: rangeQuery(params), metrics: [{ of: "visitors" }], by: [], limit: 1 };
}

export function topQuery(params: z.infer<typeof topParams>): BreakdownParams {
  const field = parseField(params.property);
  const query = rangeQuery(params);
  const filters = [...query.filters, { field, operator: "exists", value: true } as const];
  return { query: { ...query, filters }, metrics: [{ of: "events" }], by: [field], limit: params.n };
}

function rangeQuery(params: z.infer<typeof uniqueUsersParams>): Query {
  const period = { from: params.startTime, to: params.endTime };
  return { ...everything, period, filters: ofType(params.type), includeBots: params.includeBots };
}

function ofType(type: string | null | undefined): Filter[] {
  return type === null || type === undefined
    ? []
    : [{ field: { column: "name" }, operator: "eq", value: type }];
}
