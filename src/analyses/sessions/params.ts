import { z } from "zod";
import type { EpochMs } from "../../kernel/clock.ts";
import { limits } from "../../kernel/limits.ts";
import type { Period } from "../../query/period.ts";
import type { Query } from "../../query/query.ts";

/** Sessions, the latest first (docs/semantics.md, Sessions). */
export interface SessionsParams {
  /** Sessions that started in it; `active` asks for those that go on right now instead. */
  readonly period: Period | "active";
  readonly filters: SessionFilters;
  /** Only sessions with an event that fulfils these and is of one of these visitors. */
  readonly having?: Pick<Query, "filters" | "segment"> | undefined;
  readonly includeBots: boolean;
  readonly limit: number;
  /** The last session of the page before. */
  readonly after?: SessionCursor | undefined;
}

/** Each must be equal where given; a bounce is one page view and no other event. */
export interface SessionFilters {
  readonly visitor_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly country?: string | undefined;
  readonly device_type?: string | undefined;
  readonly channel?: string | undefined;
  readonly landing_path?: string | undefined;
  readonly exit_path?: string | undefined;
  readonly isBounce?: boolean | undefined;
}

export interface SessionCursor {
  readonly startedAt: EpochMs;
  readonly sessionId: string;
}

export const sessionsParams: z.ZodType<SessionsParams> = z.object({
  period: z.custom<SessionsParams["period"]>(),
  filters: z.custom<SessionFilters>(),
  having: z.custom<SessionsParams["having"]>().optional(),
  includeBots: z.boolean(),
  limit: z.number().int().min(1).max(limits.pageRowsMax),
  after: z.object({ startedAt: z.number().int(), sessionId: z.string() }).optional(),
});
