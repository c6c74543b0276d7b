import type { Analysis, Row } from "../../src/analyses/analysis.ts";
import type { Analytics } from "../../src/analytics/analytics.ts";
import { dayMs } from "../../src/kernel/clock.ts";
import type { Failure } from "../../src/kernel/errors.ts";
import { type Result, ok } from "../../src/kernel/result.ts";
import type { ClosedPeriod } from "../../src/query/interval.ts";
import { type Query, everything } from "../../src/query/query.ts";

/** A question of the bench beside the plainest correct SQL for the same answer. */
export interface QueryCase {
  readonly name: string;
  /** p95 that DESIGN §7 asks for; null where it states none. */
  readonly budgetMs: number | null;
  /** Our answer's numbers, in the form of `plainNumbers`. */
  run(analytics: Analytics, project: string): Promise<Result<unknown, Failure>>;
  readonly plainSql: string;
  plainNumbers(rows: readonly Row[]): unknown;
}

interface Definition<Params, Plan, Answer> {
  readonly name: string;
  readonly budgetMs?: number;
  readonly analysis: Analysis<Params, Plan, Answer>;
  readonly params: Params;
  /** What of the answer the plain SQL gives too. */
  readonly numbers: (answer: Answer) => unknown;
  readonly plainSql: string;
  readonly plainNumbers: (rows: readonly Row[]) => unknown;
}

export function queryCase<Params, Plan, Answer>(definition: Definition<Params, Plan, Answer>): QueryCase {
  const { name, budgetMs = null, analysis, params, numbers, plainSql, plainNumbers } = definition;
  return {
    name,
    budgetMs,
    plainSql,
    plainNumbers,
    run: async (analytics, project) => {
      const answer = await analytics.run(analysis, params, { project_id: project });
      return answer.ok ? ok(numbers(answer.value)) : answer;
    },
  };
}

/** The last days before the end of the seeded events, as a query and as conditions of plain SQL. */
export class Days {
  readonly endMs: number;

  constructor(endMs: number) {
    this.endMs = endMs;
  }

  last(days: number): Query & { readonly period: ClosedPeriod } {
    return { ...everything, period: { from: this.endMs - days * dayMs, to: this.endMs } };
  }

  sqlLast(days: number): string {
    return `${this.sqlPeople} AND time >= ${this.moment(days)} AND time < ${this.moment(0)}`;
  }

  readonly sqlPeople = "project_id = {project:String} AND NOT is_bot";

  moment(daysBeforeEnd: number): string {
    return `fromUnixTimestamp64Milli(${this.endMs - daysBeforeEnd * dayMs}, 'UTC')`;
  }
}

/** Sums and means of floats differ in their last digits with the order of the rows. */
export function rounded(value: unknown): number {
  return Number(Number(value).toPrecision(9));
}

/** Rows as lists, in the order of their columns. */
export function lists(rows: readonly Row[]): unknown[][] {
  return rows.map((row) => Object.values(row));
}
