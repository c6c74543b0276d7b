import { z } from "zod";
import { breakdown } from "../../../analyses/breakdown/index.ts";
import type { Breakdown } from "../../../analyses/breakdown/shape.ts";
import { eventNames } from "../../../analyses/event-names/index.ts";
import type { KnownName } from "../../../analyses/event-names/shape.ts";
import { eventProperties } from "../../../analyses/event-properties/index.ts";
import type { KnownProperty } from "../../../analyses/event-properties/shape.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import type { Filter } from "../../../query/filter.ts";
import type { Query } from "../../../query/query.ts";
import { fieldSchema, zoneSchema } from "../../../query/schema.ts";
import { countingAnswer, withBound } from "../../bound.ts";
import { failed } from "../../failed.ts";
import { type Call, type Operation, operation } from "../../operation.ts";
import { flagParam, textParam, wholeNumber } from "../../params.ts";
import { closedRange, timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { segmentOf, segmentParam } from "./saved-segment.ts";

/** What there is to ask about: names, properties and values, for people and for autocompletion. */
const range = {
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  segment: segmentParam,
  includeBots: flagParam,
};
const rangeSchema = z.object(range);
const limit = wholeNumber(1, 1_000).optional().default(100);
const count = z.number().int();

const names = operation({
  method: "GET",
  paths: ["/api/v1/schema/events"],
  dialect: "platform",
  scope: "read",
  errors: ["not_found"],
  summary: "Event names",
  query: z.object({ ...range, limit }),
  answer: {
    status: 200,
    description: "The most frequent first; of the last 30 days unless a range is given.",
    schema: countingAnswer({
      events: z.array(
        z.object({
          eventName: z.string(),
          count,
          firstSeenAt: z.iso.datetime(),
          lastSeenAt: z.iso.datetime(),
        }),
      ),
    }),
  },
  examples: [{ name: "of the last 30 days" }],
  handle: async (call, { query }) => {
    const asked = await queryOf(call, query, []);
    if (!asked.ok) return failed(call, asked.error);
    const params = { query: asked.value, limit: query.limit };
    const answer = await call.services.analytics.runBounded(eventNames, params, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    return Response.json(withBound(answer.value, (known) => ({ events: known.map(presentName) })));
  },
});

const properties = operation({
  method: "GET",
  paths: ["/api/v1/schema/events/:name"],
  dialect: "platform",
  scope: "read",
  errors: ["not_found"],
  summary: "Properties of an event",
  path: z.object({ name: textParam }),
  query: z.object({ ...range, limit }),
  answer: {
    status: 200,
    description:
      "The most frequent first, with the types that its values have, and values of the latest events.",
    schema: countingAnswer({
      eventName: z.string(),
      properties: z.array(
        z.object({
          property: z.string(),
          count,
          types: z.array(z.object({ type: z.enum(["string", "number", "boolean", "array"]), count })),
          samples: z.array(z.unknown()),
        }),
      ),
    }),
  },
  examples: [{ name: "of page views", path: { name: "page_view" } }],
  handle: async (call, { path, query }) => {
    const asked = await queryOf(call, query, [isNamed(path.name)]);
    if (!asked.ok) return failed(call, asked.error);
    const params = { query: asked.value, limit: query.limit, samples: 5 };
    const answer = await call.services.analytics.runBounded(eventProperties, params, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    const present = (known: readonly KnownProperty[]) => ({
      eventName: path.name,
      properties: known.map(presentProperty),
    });
    return Response.json(withBound(answer.value, present));
  },
});

const values = operation({
  method: "GET",
  paths: ["/api/v1/schema/values"],
  dialect: "platform",
  scope: "read",
  errors: ["not_found"],
  summary: "Values of a field, for autocompletion",
  query: z.object({
    ...range,
    field: fieldSchema,
    event: textParam.optional().describe("Only of events of this name"),
    prefix: textParam.optional().describe("Only values that start with it"),
    limit: wholeNumber(1, 1_000).optional().default(20),
  }),
  answer: {
    status: 200,
    description: "The most frequent first.",
    schema: countingAnswer({ values: z.array(z.object({ value: z.string(), count })) }),
  },
  examples: [{ name: "countries", query: { field: "country" } }],
  handle: async (call, { query }) => {
    const { field, event, prefix } = query;
    const filters: Filter[] = [{ field, operator: "exists", value: true }];
    if (event !== undefined) filters.push(isNamed(event));
    if (prefix !== undefined) filters.push({ field, operator: "starts_with", value: prefix });
    const asked = await queryOf(call, query, filters);
    if (!asked.ok) return failed(call, asked.error);
    const params = {
      query: asked.value,
      metrics: [{ of: "events" } as const],
      by: [field],
      limit: query.limit,
    };
    const answer = await call.services.analytics.runBounded(breakdown, params, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    const present = ({ groups }: Breakdown) => ({
      values: groups.map(({ by, values: [found] }) => ({ value: by[0] ?? "", count: found ?? 0 })),
    });
    return Response.json(withBound(answer.value, present));
  },
});

function presentName({ name, events, firstAt, lastAt }: KnownName) {
  return {
    eventName: name,
    count: events,
    firstSeenAt: new Date(firstAt).toISOString(),
    lastSeenAt: new Date(lastAt).toISOString(),
  };
}

function presentProperty({ key, events, types, samples }: KnownProperty) {
  return {
    property: key,
    count: events,
    types: types.map((type) => ({ type: type.type, count: type.events })),
    samples,
  };
}

export const eventSchemaOperations: readonly Operation[] = [names, properties, values];

function isNamed(name: string): Filter {
  return { field: { column: "name" }, operator: "eq", value: name };
}

async function queryOf(
  call: Call,
  given: z.infer<typeof rangeSchema>,
  filters: readonly Filter[],
): Promise<Result<Query, Failure>> {
  const period = closedRange(given, call.services.clock.now());
  if (!period.ok) return period;
  const segment = await segmentOf(call, given.segment);
  if (!segment.ok) return segment;
  const { timezone: zone, includeBots } = given;
  return ok({ period: period.value, zone, filters, includeBots, ...segment.value });
}
