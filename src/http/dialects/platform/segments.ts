import { z } from "zod";
import { segmentMembers } from "../../../analyses/segment-members/index.ts";
import type { SegmentMembers } from "../../../analyses/segment-members/shape.ts";
import { limits } from "../../../kernel/limits.ts";
import { segmentSchema } from "../../../query/schema.ts";
import { countingAnswer, presentSeen, seenField, withBound } from "../../bound.ts";
import { failed } from "../../failed.ts";
import { type Operation, operation } from "../../operation.ts";
import { wholeNumber } from "../../params.ts";
import { scopeOf } from "../../scope.ts";
import { type SavedKind, exampleOf, idPath, savedOperations, unknown } from "./saved-operations.ts";
import { savedSegment } from "./saved-segment.ts";

const premium = {
  all: [
    { profile: { field: "plan", operator: "eq", value: "premium" } },
    { did: { event: "purchase", atLeast: 2, withinDays: 30 } },
    { not: { did: { event: "refund" } } },
  ],
};

const kind: SavedKind = {
  plural: "segments",
  singular: "segment",
  fields: { segment: segmentSchema },
  example: { name: "Premium buyers", segment: premium },
};

const count = z.number().int();
const membersAnswer = countingAnswer({
  size: count,
  ...seenField,
  visitors: z.array(z.object({ visitorId: z.string(), userId: z.string().nullable() })),
  nextCursor: z.string().nullable(),
});

function presentMembers({ size, seen, members, nextCursor }: SegmentMembers): z.infer<typeof membersAnswer> {
  const visitors = members.map(({ visitor_id, user_id }) => ({
    visitorId: visitor_id,
    userId: user_id === "" ? null : user_id,
  }));
  return { size, ...presentSeen(seen), visitors, nextCursor };
}

const cursor = z.string().max(20).optional().describe("`nextCursor` of the page before");

const members = operation({
  method: "GET",
  paths: ["/api/v1/segments/:id/members"],
  dialect: "platform",
  scope: "read",
  summary: "The size of a saved segment, and its visitors",
  path: idPath,
  query: z.object({ limit: wholeNumber(0, limits.pageRowsMax).optional().default(100), cursor }),
  answer: { status: 200, description: "All of them, page by page.", schema: membersAnswer },
  errors: ["not_found"],
  examples: [exampleOf(kind, { query: { limit: "50" } })],
  handle: async (call, { path: { id }, query: { limit, cursor: after } }) => {
    const segment = await savedSegment(call, id);
    if (!segment.ok) return unknown(call, kind, id);
    const asked = { segment: segment.value, limit, after };
    const answer = await call.services.analytics.runBounded(segmentMembers, asked, scopeOf(call));
    return answer.ok ? Response.json(withBound(answer.value, presentMembers)) : failed(call, answer.error);
  },
});

const inlineMembers = operation({
  method: "POST",
  paths: ["/api/v1/segments/members"],
  dialect: "platform",
  scope: "read",
  summary: "The size of a segment that is not saved, and its visitors",
  body: z.object({
    segment: segmentSchema,
    limit: z.number().int().min(0).max(limits.pageRowsMax).default(100),
    cursor,
  }),
  answer: { status: 200, description: "All of them, page by page.", schema: membersAnswer },
  examples: [{ name: "premium buyers", body: { segment: premium } }],
  handle: async (call, { body: { segment, limit, cursor: after } }) => {
    const answer = await call.services.analytics.runBounded(
      segmentMembers,
      { segment, limit, after },
      scopeOf(call),
    );
    return answer.ok ? Response.json(withBound(answer.value, presentMembers)) : failed(call, answer.error);
  },
});

/** `/segments/members` before `/segments/{id}`: it is no segment's id. */
export const segmentOperations: readonly Operation[] = [inlineMembers, ...savedOperations(kind), members];
