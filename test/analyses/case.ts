import type { Analysis, StreamedAnalysis } from "../../src/analyses/analysis.ts";
import type { Condition } from "../../src/query/condition.ts";
import type { ClosedPeriod } from "../../src/query/interval.ts";
import { type ProjectFacts, type Query, everything } from "../../src/query/query.ts";
import type { Segment } from "../../src/query/segment.ts";
import { type Statement, render } from "../../src/query/sql.ts";

/** One question. Wherever text from outside can stand, there stands `outside`. */
export interface Case {
  readonly analysis: string;
  readonly name: string;
  statements(outside: string, facts?: ProjectFacts): Readonly<Record<string, Statement>>;
  /** The answer of a runner, whatever it is; throws what the runner throws. */
  run(runner: Runner, outside: string): Promise<unknown>;
}

type Runner = <Params, Plan, Answer>(
  analysis: Analysis<Params, Plan, Answer>,
  params: Params,
) => Promise<Answer>;

/** The present of all cases. */
export const casesNow = Date.UTC(2024, 5, 1, 12);

/** A streamed analysis, its items all at once. */
export function whole<Params, Plan, Item>(
  analysis: StreamedAnalysis<Params, Plan, Item>,
): Analysis<Params, Plan, readonly Item[]> {
  return {
    ...analysis,
    sql: (plan) => ({ rows: analysis.sql(plan) }),
    shape: ({ rows = [] }) => rows.map((row) => analysis.shape(row)),
  };
}

type Questions<Params> = Readonly<Record<string, (outside: string) => Params>>;

/** In two calls, because then the first tells the compiler what the second is about. */
export function casesOf<Params, Plan, Answer>(
  analysis: Analysis<Params, Plan, Answer>,
): (questions: Questions<Params>) => Case[] {
  return (questions) =>
    Object.entries(questions).map(([name, paramsOf]) => ({
      analysis: analysis.name,
      name,
      statements: (outside, facts = { sampled: false }) => {
        const plan = analysis.plan(analysis.params.parse(paramsOf(outside)), casesNow, facts);
        const statements = Object.entries(analysis.sql(plan));
        return Object.fromEntries(statements.map(([key, statement]) => [key, render(statement)]));
      },
      run: (runner, outside) => runner(analysis, paramsOf(outside)),
    }));
}

export const day: ClosedPeriod = { from: Date.UTC(2024, 4, 31), to: Date.UTC(2024, 5, 1) };
export const oddHours: ClosedPeriod = {
  from: Date.UTC(2024, 4, 31, 10, 7),
  to: Date.UTC(2024, 4, 31, 12, 7),
};
/** Two whole days, and what is on either side. */
export const oddDays: ClosedPeriod = { from: Date.UTC(2024, 4, 29, 10, 7), to: Date.UTC(2024, 5, 1, 12, 7) };
export const oddMinutes: ClosedPeriod = {
  from: Date.UTC(2024, 4, 31, 10, 7),
  to: Date.UTC(2024, 4, 31, 10, 29),
};

export const within = <P extends object>(period: P): Query & { readonly period: P } => ({
  ...everything,
  period,
});

/** A column, the number column, and a property whose key is from outside too, in both kinds of trees. */
export const conditions = (outside: string): Condition[] => [
  { field: { column: "country" }, operator: "eq", value: outside },
  {
    any: [
      { field: { column: "value" }, operator: "gte", value: 5 },
      { all: [{ field: { property: outside }, operator: "ne", value: outside }] },
    ],
  },
];

export const segment = (outside: string): Segment => ({
  all: [
    { did: { event: { name: outside, conditions: [] }, withinDays: 30 } },
    { profile: { field: { property: outside }, operator: "eq", value: outside } },
  ],
});

export const filtered = <P extends object>(period: P, outside: string) => ({
  ...within(period),
  filters: conditions(outside),
  segment: { segment: segment(outside), asOf: casesNow },
});

export const withBots = <P extends object>(period: P) => ({ ...within(period), includeBots: true });
