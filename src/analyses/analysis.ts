import type { z } from "zod";
import type { ProjectFacts } from "../query/query.ts";
import type { Sql } from "../query/sql.ts";

/**
 * A question about events, as pure functions: params ▸ plan ▸ sql ▸ shape. Each analysis is a folder
 * with a file for each stage. Running the statements is the business of one place, `analytics`, which
 * defines the sources below for one project, so that no analysis can see another project's rows.
 */
export interface Analysis<Params, Plan, Answer> {
  readonly name: string;
  /** Parses and bounds what the caller asks. */
  readonly params: z.ZodType<Params>;
  /** Decides what to read: ranges, buckets, rollup or events. The present comes in as `now`. */
  plan(params: Params, now: number, facts: ProjectFacts): Plan;
  /** The statements to run, by name; they speak of sources only. */
  sql(plan: Plan): Readonly<Record<string, Sql>>;
  /** Makes the answer of the statements' rows. */
  shape(rows: StatementRows, plan: Plan): Answer;
}

/** A question whose answer may be of any size: one statement, and what is made of each of its rows. */
export interface StreamedAnalysis<Params, Plan, Item> {
  readonly name: string;
  readonly params: z.ZodType<Params>;
  plan(params: Params, now: number, facts: ProjectFacts): Plan;
  sql(plan: Plan): Sql;
  shape(row: Row): Item;
}

export type Row = Readonly<Record<string, unknown>>;
export type StatementRows = Readonly<Record<string, readonly Row[]>>;

/** What statements may read: names that `analytics` defines for the project in question. */
export type SourceName =
  | "events"
  | "sessions"
  | "events_15m"
  | "dimensions_15m"
  | "visitors_1d"
  | "merged_visitors_1d";
