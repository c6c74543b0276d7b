import { z } from "zod";
import type { Analysis } from "../../../analyses/analysis.ts";
import { assert } from "../../../kernel/assert.ts";
import type { EpochMs } from "../../../kernel/clock.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { type Result, ok } from "../../../kernel/result.ts";
import type { ClosedPeriod } from "../../../query/interval.ts";
import type { Query } from "../../../query/query.ts";
import { filtersSchema, zoneSchema } from "../../../query/schema.ts";
import { presentOf } from "../../../query/segment.ts";
import { withBound } from "../../bound.ts";
import { failed } from "../../failed.ts";
import { type Call, type Example, type Operation, operation, parseWith } from "../../operation.ts";
import { closedRange, timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { segmentRefSchema, withSegment } from "./saved-segment.ts";

/**
 * A question of the native API: how it is written in JSON, which analysis answers it, and how the answer
 * is written. Each is an operation of its own, `POST /api/v1/<type>`, and a type of `POST /api/v1/query`.
 */
export interface QuestionDefinition<Body, Params, Plan, Answer> {
  /** What `POST /api/v1/query` calls it. */
  readonly type: string;
  /** Where it is not `/api/v1/<type>`. */
  readonly path?: string;
  readonly summary: string;
  readonly description?: string;
  readonly body: z.ZodType<Body>;
  readonly answer: z.ZodType;
  readonly examples: readonly [Example, ...Example[]];
  readonly analysis: Analysis<Params, Plan, Answer>;
  ask(body: Body, now: EpochMs): Result<Params, Failure>;
  present(answer: Answer, body: Body): object;
}

/** A question whose types are its own business. */
export interface Question {
  readonly type: string;
  readonly operation: Operation;
  /** Parses the body, asks and presents. */
  respond(call: Call, body: unknown): Promise<Response>;
}

export function question<Body, Params, Plan, Answer>(
  definition: QuestionDefinition<Body, Params, Plan, Answer>,
): Question {
  const { type, summary, description, body, answer, examples } = definition;
  const respond = async (call: Call, written: Body): Promise<Response> => {
    const resolved = await withSegment(call, written);
    if (!resolved.ok) return failed(call, resolved.error);
    const asked = resolved.value;
    const params = definition.ask(asked, call.services.clock.now());
    if (!params.ok) return failed(call, params.error);
    const found = await call.services.analytics.runBounded(definition.analysis, params.value, scopeOf(call));
    if (!found.ok) return failed(call, found.error);
    return Response.json(withBound(found.value, (one) => definition.present(one, asked)));
  };
  return {
    type,
    operation: operation({
      method: "POST",
      paths: [definition.path ?? `/api/v1/${type}`],
      dialect: "platform",
      scope: "read",
      summary,
      ...(description === undefined ? {} : { description }),
      body,
      answer: { status: 200, description: summary, schema: answer },
      examples,
      handle: (call, input) => respond(call, input.body),
    }),
    respond: async (call, given) => {
      const parsed = parseWith(body, given, "invalid_field");
      return parsed.ok ? respond(call, parsed.value) : failed(call, parsed.error);
    },
  };
}

/** A body with these fields and no others: a misspelt one is told, not ignored. */
export function strictBody<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? `is unknown; known are ${known}` : undefined),
  });
}

/** What every question has: its range (the last 30 days if not given), its zone, and which events count. */
export const questionFields = {
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  filters: filtersSchema,
  segment: segmentRefSchema.optional().describe('Written out, or `{"id": …}` of a saved one'),
  includeBots: z.boolean().default(false),
};

const questionSchema = z.object(questionFields);

export type RangedQuery = Query & { readonly period: ClosedPeriod };

export function questionQuery(
  body: z.infer<typeof questionSchema>,
  now: EpochMs,
): Result<RangedQuery, Failure> {
  const period = closedRange(body, now);
  if (!period.ok) return period;
  const { timezone: zone, filters, segment, includeBots } = body;
  if (segment !== undefined) assert(!("id" in segment), "saved segments were looked up");
  const members = segment === undefined ? {} : { segment: { segment, asOf: presentOf(segment, now) } };
  return ok({ period: period.value, zone, filters, includeBots, ...members });
}
