import { z } from "zod";
import { paths } from "../../../../analyses/paths/index.ts";
import { pathDepthMax } from "../../../../analyses/paths/params.ts";
import { ok } from "../../../../kernel/result.ts";
import { selectorSchema } from "../../../../query/schema.ts";
import { countingAnswer } from "../../../bound.ts";
import { question, questionFields, questionQuery, strictBody } from "../question.ts";

const sessions = z.number().int();

/** What follows or precedes an event within a session (docs/semantics.md, Paths). */
export const pathsQuestion = question({
  type: "paths",
  summary: "What follows or precedes an event, as nodes and links of a sankey diagram",
  body: strictBody({
    ...questionFields,
    start: selectorSchema.describe("The event that paths begin at, or end at with `before`"),
    direction: z.enum(["after", "before"]).default("after"),
    by: z.enum(["event", "page"]).default("event"),
    depth: z.number().int().min(1).max(pathDepthMax).default(3),
    limit: z.number().int().min(1).max(50).default(10).describe("Nodes of each level that keep their names"),
  }),
  answer: countingAnswer({
    nodes: z.array(
      z.object({
        id: z.string(),
        level: z.number().int(),
        name: z.string().nullable(),
        isOther: z.boolean(),
        sessions,
        ends: sessions,
      }),
    ),
    links: z.array(z.object({ source: z.string(), target: z.string(), sessions })),
  }),
  examples: [
    { name: "after a signup", body: { start: { event: "signup" }, depth: 3 } },
    {
      name: "pages before a purchase",
      body: { start: { event: "page_view" }, direction: "before", by: "page" },
    },
  ],
  analysis: paths,
  ask: (body, now) => {
    const query = questionQuery(body, now);
    if (!query.ok) return query;
    const { start, direction, by, depth, limit } = body;
    return ok({ query: query.value, start, direction, by, depth, limit });
  },
  present: (answer) => answer,
});
