import { z } from "zod";
import { failure } from "../../../kernel/errors.ts";
import { failed } from "../../failed.ts";
import { type Operation, operation } from "../../operation.ts";
import { questions } from "./questions/all.ts";

const types = questions.map(({ type }) => type) as [string, ...string[]];

/** Any question by its type, so that a client needs one address only. */
export const generalQuery: Operation = operation({
  method: "POST",
  paths: ["/api/v1/query"],
  dialect: "platform",
  scope: "read",
  summary: "Ask any question",
  description: "The body is that of the question's own operation, and its `type`; so is the answer.",
  body: z.looseObject({ type: z.enum(types) }),
  answer: {
    status: 200,
    description: "What the question's own operation answers.",
    schema: z.looseObject({}),
  },
  examples: [{ name: "events by name", body: { type: "breakdown", by: ["name"] } }],
  handle: async (call, { body: { type, ...body } }) => {
    const asked = questions.find((candidate) => candidate.type === type);
    if (asked === undefined) return failed(call, failure("invalid_field", { field: "type" }));
    return asked.respond(call, body);
  },
});
