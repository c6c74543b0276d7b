import { z } from "zod";
import { funnelMembers } from "../../../../analyses/funnel-members/index.ts";
import { funnel } from "../../../../analyses/funnel/index.ts";
import { ok } from "../../../../kernel/result.ts";
import { funnelFields, funnelOf } from "../funnel-form.ts";
import {
  funnelAnswer,
  memberFields,
  membersAnswer,
  presentFunnel,
  presentMembers,
} from "../present-funnel.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const checkout = {
  steps: [
    { eventName: "page_view" },
    { eventName: "add_to_cart", filters: { category: "products" }, timeWindow: 3600 },
    { eventName: "purchase" },
  ],
  startDate: "2024-01-01",
  endDate: "2024-01-31",
} as const;

/** Funnels that are not saved (docs/semantics.md, Funnels). */
export const funnelQuestion = question({
  type: "funnel",
  path: "/api/v1/funnels/analyze",
  summary: "Analyze a funnel without saving it",
  body: strictBody({ ...questionFields, ...funnelFields }),
  answer: funnelAnswer,
  examples: [
    { name: "a checkout", body: checkout },
    {
      name: "in any order, by country",
      body: {
        steps: [{ eventName: "search" }, { eventName: "page_view" }],
        order: "any",
        timeWindow: 86400,
        breakdown: "country",
      },
    },
    {
      name: "without a detour, by session",
      body: {
        ...checkout,
        countBy: "session",
        exclusions: [{ eventName: "logout", afterStep: 1, beforeStep: 3 }],
      },
    },
  ],
  analysis: funnel,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    return query.ok ? ok(funnelOf(body, query.value)) : query;
  },
  present: (answer, body) => presentFunnel(answer, body),
});

const groupSchema = z.union([
  z.strictObject({ value: z.string().nullable() }),
  z.strictObject({ noneOf: z.array(z.string().nullable()).max(1_000) }),
]);

/** Who is behind a bar of a funnel, or behind the drop before it. */
export const funnelVisitorsQuestion = question({
  type: "funnel-visitors",
  path: "/api/v1/funnels/visitors",
  summary: "The visitors behind a bar of a funnel",
  body: strictBody({
    ...questionFields,
    ...funnelFields,
    ...memberFields,
    group: groupSchema
      .optional()
      .describe("A value of the breakdown; `noneOf` the values shown for the others together"),
  }),
  answer: membersAnswer,
  examples: [{ name: "who did not buy", body: { ...checkout, step: 3, outcome: "dropped" } }],
  analysis: funnelMembers,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    if (!query.ok) return query;
    const { step, outcome, group, limit, cursor: after } = body;
    return ok({ funnel: funnelOf(body, query.value), step, outcome, group, limit, after });
  },
  present: presentMembers,
});
