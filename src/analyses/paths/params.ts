import { z } from "zod";
import type { EventSelector } from "../../query/condition.ts";
import type { Query } from "../../query/query.ts";

export const pathDepthMax = 5;

/** What follows or precedes an event within a session (docs/semantics.md, Paths). */
export interface PathsParams {
  readonly query: Query;
  readonly start: EventSelector;
  readonly direction: "after" | "before";
  /** What a node is: an event's name, or the path of a page view. */
  readonly by: "event" | "page";
  /** How many nodes follow the first. */
  readonly depth: number;
  /** How many nodes of each level keep their names. */
  readonly limit: number;
}

export const pathsParams: z.ZodType<PathsParams> = z.object({
  query: z.custom<Query>(),
  start: z.custom<EventSelector>(),
  direction: z.enum(["after", "before"]),
  by: z.enum(["event", "page"]),
  depth: z.number().int().min(1).max(pathDepthMax),
  limit: z.number().int().min(1).max(50),
});
