import { z } from "zod";
import { funnelMembers } from "../../../analyses/funnel-members/index.ts";
import { funnel } from "../../../analyses/funnel/index.ts";
import type { FunnelParams } from "../../../analyses/funnel/params.ts";
import type { Funnel } from "../../../analyses/funnel/shape.ts";
import { type Failure, failure } from "../../../kernel/errors.ts";
import { limits } from "../../../kernel/limits.ts";
import { type Result, err, ok } from "../../../kernel/result.ts";
import { zoneSchema } from "../../../query/schema.ts";
import { withBound } from "../../bound.ts";
import { failed } from "../../failed.ts";
import { type Call, type Operation, operation } from "../../operation.ts";
import { flagParam, wholeNumber } from "../../params.ts";
import { timeOrDaySchema } from "../../range.ts";
import { scopeOf } from "../../scope.ts";
import { type FunnelForm, funnelFields, funnelOf } from "./funnel-form.ts";
import { funnelAnswer, membersAnswer, presentFunnel, presentMembers } from "./present-funnel.ts";
import { questionFields, questionQuery } from "./question.ts";
import { type SavedKind, exampleOf, idPath, savedOperations } from "./saved-operations.ts";
import { withSegment } from "./saved-segment.ts";

const { filters, segment } = questionFields;
const definitionSchema = z.object({ ...funnelFields, filters, segment });

const kind: SavedKind = {
  plural: "funnels",
  singular: "funnel",
  fields: definitionSchema.shape,
  example: {
    name: "E-commerce Funnel",
    steps: [
      { eventName: "page_view" },
      { eventName: "add_to_cart" },
      { eventName: "checkout_start" },
      { eventName: "purchase" },
    ],
  },
};

const rangeParams = z.object({
  startDate: timeOrDaySchema.optional(),
  endDate: timeOrDaySchema.optional().describe("A day as the end includes that day"),
  timezone: zoneSchema.default("UTC"),
  includeBots: flagParam,
});
const january = { startDate: "2024-01-01", endDate: "2024-01-31" };

const analytics = operation({
  method: "GET",
  paths: ["/api/v1/funnels/:id/analytics"],
  dialect: "platform",
  scope: "read",
  summary: "Analyze a saved funnel",
  description: "Over the last 30 days unless a range is given.",
  path: idPath,
  query: rangeParams,
  answer: {
    status: 200,
    description: "How many reached each step.",
    schema: z.object({ funnelId: z.string(), name: z.string(), ...funnelAnswer.shape }),
  },
  errors: ["not_found"],
  examples: [exampleOf(kind, { query: january })],
  handle: async (call, { path: { id }, query }) => {
    const found = await savedFunnel(call, id, query);
    if (!found.ok) return failed(call, found.error);
    const { name, form, params } = found.value;
    const answer = await call.services.analytics.runBounded(funnel, params, scopeOf(call));
    if (!answer.ok) return failed(call, answer.error);
    const present = (given: Funnel) => ({ funnelId: id, name, ...presentFunnel(given, form) });
    return Response.json(withBound(answer.value, present));
  },
});

const visitors = operation({
  method: "GET",
  paths: ["/api/v1/funnels/:id/visitors"],
  dialect: "platform",
  scope: "read",
  summary: "The visitors behind a bar of a saved funnel",
  path: idPath,
  query: rangeParams.extend({
    step: wholeNumber(1, limits.funnelStepsMax),
    outcome: z.enum(["reached", "dropped"]).optional().default("reached"),
    limit: wholeNumber(1, limits.pageRowsMax).optional().default(100),
    cursor: z.string().max(20).optional().describe("`nextCursor` of the page before"),
  }),
  answer: { status: 200, description: "As many as the bar says, page by page.", schema: membersAnswer },
  errors: ["not_found"],
  examples: [exampleOf(kind, { query: { step: "2", outcome: "dropped", ...january } })],
  handle: async (call, { path: { id }, query: { step, outcome, limit, cursor: after, ...range } }) => {
    const found = await savedFunnel(call, id, range);
    if (!found.ok) return failed(call, found.error);
    const asked = { funnel: found.value.params, step, outcome, limit, after };
    const answer = await call.services.analytics.runBounded(funnelMembers, asked, scopeOf(call));
    return answer.ok ? Response.json(withBound(answer.value, presentMembers)) : failed(call, answer.error);
  },
});

interface SavedFunnel {
  readonly name: string;
  readonly form: FunnelForm;
  readonly params: FunnelParams;
}

async function savedFunnel(
  call: Call,
  id: string,
  range: z.infer<typeof rangeParams>,
): Promise<Result<SavedFunnel, Failure>> {
  const saved = await call.services.funnels.get(call.access.project_id, id);
  if (saved === null) return err(failure("not_found", { field: "id", message: `There is no funnel ${id}.` }));
  call.sentBody = saved.definition;
  const form = await withSegment(call, definitionSchema.parse(saved.definition));
  if (!form.ok) return form;
  const query = questionQuery({ ...form.value, ...range }, call.services.clock.now());
  return query.ok
    ? ok({ name: saved.name, form: form.value, params: funnelOf(form.value, query.value) })
    : query;
}

export const funnelOperations: readonly Operation[] = [...savedOperations(kind), analytics, visitors];
