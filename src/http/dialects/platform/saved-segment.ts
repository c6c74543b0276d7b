import { z } from "zod";
import { type Failure, failure } from "../../../kernel/errors.ts";
import { type Result, err, ok } from "../../../kernel/result.ts";
import type { Query } from "../../../query/query.ts";
import { segmentSchema } from "../../../query/schema.ts";
import { type Segment, presentOf } from "../../../query/segment.ts";
import type { Call } from "../../operation.ts";

/** A segment as questions name it: written out, or by the id of a saved one. */
export const segmentRefSchema = z.union([z.strictObject({ id: z.string().min(1).max(64) }), segmentSchema]);

type SegmentRef = Segment | { readonly id: string };

/** The body with its saved segment put in the place of the id; a 404 when the project has none of that id. */
export async function withSegment<Body>(call: Call, body: Body): Promise<Result<Body, Failure>> {
  const { segment } = body as { readonly segment?: SegmentRef | undefined };
  if (segment === undefined || !("id" in segment)) return ok(body);
  const found = await savedSegment(call, segment.id);
  return found.ok ? ok({ ...body, segment: found.value }) : found;
}

export async function savedSegment(call: Call, id: string): Promise<Result<Segment, Failure>> {
  const saved = await call.services.segments.get(call.access.project_id, id);
  const message = `segment: there is no segment ${id}`;
  if (saved === null) return err(failure("not_found", { field: "segment", message }));
  const { segment } = saved.definition as { readonly segment: unknown };
  call.sentBody = { ...(call.sentBody as object | undefined), segment };
  return ok(segmentSchema.parse(segment));
}

/** Of operations whose question stands in the address: the id of a saved segment. */
export const segmentParam = z.string().min(1).max(64).optional().describe("Id of a saved segment");

/** The saved segment as a part of a query; nothing when none is named. */
export async function segmentOf(
  call: Call,
  id: string | undefined,
): Promise<Result<Pick<Query, "segment">, Failure>> {
  if (id === undefined) return ok({});
  const found = await savedSegment(call, id);
  if (!found.ok) return found;
  return ok({ segment: { segment: found.value, asOf: presentOf(found.value, call.services.clock.now()) } });
}
