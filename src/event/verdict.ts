import type { ErrorCode } from "../kernel/errors.ts";

/**
 * What became of an event. Every event that reaches the door gets exactly one verdict, so that per
 * project: received = stored + duplicate + rejected + filtered.
 */
export type Verdict = "stored" | "duplicate" | "rejected" | "filtered";

/** Why an event was rejected: the code that the sender was told. A closed list, stored as its index. */
export const rejectReasons = [
  "invalid_json",
  "invalid_field",
  "missing_field",
  "too_long",
  "too_deep",
  "too_many_keys",
  "event_too_large",
  "time_out_of_range",
  "refused_by_store",
  "name_not_allowed",
] as const satisfies readonly (ErrorCode | "refused_by_store")[];
export type RejectReason = (typeof rejectReasons)[number];

/** Why an event was accepted but not kept. A closed list, stored as its index. */
export const filterReasons = ["do_not_track", "no_consent", "sampled_out"] as const;
export type FilterReason = (typeof filterReasons)[number];

/** Why a part of an event was removed before it was stored; no verdict, the event itself is kept. */
export const redactionReasons = ["denied_property", "email", "card", "token"] as const;
export type RedactionReason = (typeof redactionReasons)[number];

/** One event of a request that was not taken, as it is told to the sender. */
export interface Rejection {
  readonly code: Exclude<RejectReason, "refused_by_store">;
  readonly field?: string;
  readonly message: string;
}
