import { z } from "zod";
import { breakdown } from "../../../analyses/breakdown/index.ts";
import { timeSeries } from "../../../analyses/time-series/index.ts";
import { epochMsSchema } from "../../answers.ts";
import { failed } from "../../failed.ts";
import { type Operation, operation } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { presentAggregate, presentCount, presentTop, statisticNames } from "./analytics-present.ts";
import {
  aggregateBody,
  aggregateQuery,
  countParams,
  countQuery,
  topParams,
  topQuery,
  uniqueUsersParams,
  uniqueUsersQuery,
} from "./analytics-queries.ts";

/** `/analytics/*` of the realtime dialect. Its ranges are half-open, as everywhere. */
const count = z.number().int();
const statistics = Object.fromEntries(statisticNames.map((name) => [name, z.number().nullable().optional()]));

const aggregate = operation({
  method: "POST",
  paths: ["/analytics/aggregate"],
  dialect: "realtime",
  scope: "read",
  summary: "Aggregate events, and a numeric property of them, over time",
  description:
    "Statistics are there when `metric` names a property; they are null where no event has it as a number.",
  body: aggregateBody,
  answer: {
    status: 200,
    description: "Every interval of the range, empty ones as zero, and the whole range as `totals`.",
    schema: z.object({
      eventType: z.string().nullable(),
      metric: z.string().nullable(),
      startTime: epochMsSchema,
      endTime: epochMsSchema,
      interval: count,
      buckets: z.array(z.object({ timestamp: epochMsSchema, count, uniqueUsers: count, ...statistics })),
      totals: z.object({ count, uniqueUsers: count, ...statistics }),
    }),
  },
  examples: [
    {
      name: "duration of page views",
      body: {
        eventType: "pageview",
        metric: "duration",
        startTime: 1699564800000,
        endTime: 1699651200000,
        interval: 300000,
      },
    },
  ],
  handle: async (call, { body }) => {
    const answer = await call.services.analytics.run(
      timeSeries,
      aggregateQuery(body, call.services.clock.now()),
      scopeOf(call),
    );
    return answer.ok ? Response.json(presentAggregate(answer.value, body)) : failed(call, answer.error);
  },
});

const range = { startTime: "1699564800000", endTime: "1699651200000" };

const countEvents = operation({
  method: "GET",
  paths: ["/analytics/count"],
  dialect: "realtime",
  scope: "read",
  summary: "Count events, in all or by a property",
  query: countParams,
  answer: {
    status: 200,
    description: "`groups` is there when `groupBy` is; events without the property are the value null.",
    schema: z.object({
      count,
      groupBy: z.string().optional(),
      groups: z.array(z.object({ value: z.string().nullable(), count })).optional(),
      other: count.optional().describe("Events of the groups that are not listed"),
    }),
  },
  examples: [
    { name: "by page", query: { type: "pageview", groupBy: "page", ...range } },
    { name: "in all", query: { type: "pageview", ...range } },
  ],
  handle: async (call, { query }) => {
    const answer = await call.services.analytics.run(breakdown, countQuery(query), scopeOf(call));
    return answer.ok ? Response.json(presentCount(answer.value, query.groupBy)) : failed(call, answer.error);
  },
});

const uniqueUsers = operation({
  method: "GET",
  paths: ["/analytics/unique-users"],
  dialect: "realtime",
  scope: "read",
  summary: "How many different users",
  query: uniqueUsersParams,
  answer: {
    status: 200,
    description: "Different users in the range.",
    schema: z.object({ uniqueUsers: count }),
  },
  examples: [{ name: "of a day", query: range }],
  handle: async (call, { query }) => {
    const answer = await call.services.analytics.run(breakdown, uniqueUsersQuery(query), scopeOf(call));
    return answer.ok ? Response.json({ uniqueUsers: answer.value.totals[0] }) : failed(call, answer.error);
  },
});

const top = operation({
  method: "GET",
  paths: ["/analytics/top"],
  dialect: "realtime",
  scope: "read",
  summary: "The most frequent values of a property",
  query: topParams,
  answer: {
    status: 200,
    description: "Values by how many events have them; events without the property are left out.",
    schema: z.array(
      z.object({ value: z.string(), count, percentage: z.number().describe("Of the events that have it") }),
    ),
  },
  examples: [{ name: "pages", query: { type: "pageview", property: "page", n: "10", ...range } }],
  handle: async (call, { query }) => {
    const answer = await call.services.analytics.run(breakdown, topQuery(query), scopeOf(call));
    return answer.ok ? Response.json(presentTop(answer.value)) : failed(call, answer.error);
  },
});

export const analyticsOperations: readonly Operation[] = [aggregate, countEvents, uniqueUsers, top];
