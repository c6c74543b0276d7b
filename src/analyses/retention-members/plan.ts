import type { EpochMs } from "../../kernel/clock.ts";
import type { ProjectFacts } from "../../query/query.ts";
import { type RetentionPlan, planRetention } from "../retention/plan.ts";
import type { RetentionMembersParams } from "./params.ts";

export interface RetentionMembersPlan extends Omit<RetentionMembersParams, "retention" | "cohort"> {
  readonly retention: RetentionPlan;
  /** The cohort's place among the buckets; -1: the time lies in none, and so does nobody. */
  readonly cohort: number;
}

export function planRetentionMembers(
  params: RetentionMembersParams,
  now: EpochMs,
  facts: ProjectFacts,
): RetentionMembersPlan {
  const retention = planRetention(params.retention, now, facts);
  const { starts, end } = retention.buckets;
  const ends = [...starts.slice(1), end];
  const cohort = starts.findIndex((start, place) => start <= params.cohort && params.cohort < ends[place]!);
  return { ...params, retention, cohort: cohort < retention.cohorts ? cohort : -1 };
}
