import { z } from "zod";
import { limits } from "../../kernel/limits.ts";

/** One session with its events, bots included. */
export interface SessionDetailParams {
  readonly sessionId: string;
  readonly eventsMax: number;
}

export const sessionDetailParams: z.ZodType<SessionDetailParams> = z.object({
  sessionId: z.string(),
  eventsMax: z.number().int().min(0).max(limits.pageRowsMax),
});
