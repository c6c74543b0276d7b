import { z } from "zod";
import { segmentMembers } from "../../../analyses/segment-members/index.ts";
import type { Failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { ok } from "../../../kernel/result.ts";
import { comparisonSchema, fieldSchema } from "../../../query/schema.ts";
import { failed } from "../../failed.ts";
import { type Call, operation, parseWith } from "../../operation.ts";
import { scopeOf } from "../../scope.ts";
import { abtestBody, askAbtest } from "./abtest.ts";
import { askCohort, cohortBody } from "./cohort.ts";
import { askFunnel, funnelBody } from "./funnel.ts";

/** `POST /queries/execute`: any query by its type, with its body as `config`. */
const name = z.string().min(1).max(limits.eventNameCharsMax);

/** Conditions on the latest value that a user's events had of a property. */
const segmentConfig = z.object({
  name: name.optional(),
  filters: z
    .array(z.object({ property: fieldSchema }).and(comparisonSchema))
    .min(1)
    .max(50),
  operator: z.enum(["AND", "OR"]).default("AND"),
  limit: z.number().int().min(0).max(limits.pageRowsMax).default(limits.pageRowsMax),
});

const types = {
  segment: askSegment,
  funnel: askFunnelConfig,
  cohort: askCohortConfig,
  abtest: askAbtestConfig,
} as const;
const typeNames = Object.keys(types) as [keyof typeof types, ...(keyof typeof types)[]];

export const executeQuery = operation({
  method: "POST",
  paths: ["/queries/execute"],
  dialect: "realtime",
  scope: "read",
  summary: "Run a query by its type",
  description:
    "A segment answers its `size` and its `users` (at most `limit`, 1000 unless given); the other types answer as their own operations do. All answer `name` and `type` besides.",
  body: z.object({
    name: name.optional(),
    type: z.enum(typeNames),
    config: z.record(z.string(), z.unknown()),
  }),
  answer: {
    status: 200,
    description: "What the query's own operation answers.",
    schema: z.looseObject({ name: z.string().nullable(), type: z.enum(typeNames) }),
  },
  examples: [
    {
      name: "a segment",
      body: {
        name: "Premium Users",
        type: "segment",
        config: {
          name: "Premium Users",
          filters: [
            { property: "plan", operator: "eq", value: "premium" },
            { property: "active", operator: "eq", value: true },
          ],
          operator: "AND",
        },
      },
    },
    {
      name: "a funnel",
      body: {
        name: "Checkout",
        type: "funnel",
        config: { steps: [{ eventType: "pageview" }, { eventType: "purchase" }] },
      },
    },
    {
      name: "a cohort",
      body: {
        type: "cohort",
        config: {
          name: "Back",
          entryEvent: "signup",
          retentionEvent: "login",
          periods: 7,
          periodLength: 86400000,
        },
      },
    },
    {
      name: "an A/B test",
      body: {
        type: "abtest",
        config: {
          name: "Button Color Test",
          eventType: "experiment_assigned",
          metricEvent: "conversion",
        },
      },
    },
  ],
  handle: async (call, { body }) => {
    const answer = await types[body.type](call, body.config);
    if (!answer.ok) return failed(call, inConfig(answer.error));
    const given = "name" in answer.value ? answer.value.name : undefined;
    return Response.json({ ...answer.value, name: body.name ?? given ?? null, type: body.type });
  },
});

async function askSegment(call: Call, config: unknown) {
  const parsed = parseWith(segmentConfig, config, "invalid_field");
  if (!parsed.ok) return parsed;
  const { filters, operator, limit, name: given } = parsed.value;
  const conditions = filters.map(({ property, ...comparison }) => ({
    profile: { field: property, ...comparison },
  }));
  const segment = operator === "AND" ? { all: conditions } : { any: conditions };
  const answer = await call.services.analytics.run(segmentMembers, { segment, limit }, scopeOf(call));
  if (!answer.ok) return answer;
  return ok({
    name: given,
    size: answer.value.size,
    users: answer.value.members.map(({ visitor_id }) => visitor_id),
  });
}

async function askFunnelConfig(call: Call, config: unknown) {
  const parsed = parseWith(funnelBody, config, "invalid_field");
  return parsed.ok ? askFunnel(call, parsed.value) : parsed;
}

async function askCohortConfig(call: Call, config: unknown) {
  const parsed = parseWith(cohortBody, config, "invalid_field");
  return parsed.ok ? askCohort(call, parsed.value) : parsed;
}

async function askAbtestConfig(call: Call, config: unknown) {
  const parsed = parseWith(abtestBody, config, "invalid_field");
  return parsed.ok ? askAbtest(call, parsed.value) : parsed;
}

/** The field at fault, as the caller sees it: inside of `config`. */
function inConfig(problem: Failure): Failure {
  const { code, field } = problem;
  if (field === undefined || code !== "invalid_field") return problem;
  return { ...problem, field: `config.${field}`, message: `config.${problem.message}` };
}
