import type { Analysis, Row, StatementRows } from "../analyses/analysis.ts";
import type { Clock } from "../kernel/clock.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { type Sql, render } from "../query/sql.ts";
import type { ClickHouseStore } from "../store/clickhouse-store.ts";
import { scopeToProject } from "./sources.ts";

export interface QueryScope {
  readonly project_id: ProjectId;
  /** Fires when the client has gone; the store then stops working on its query. */
  readonly signal?: AbortSignal;
}

export interface AnalyticsLimits {
  readonly timeoutMs: number;
  readonly memoryBytesMax: number;
}

/** The store's client, once the store is there. */
type StoreSource = () => Promise<Result<ClickHouseStore, Failure>>;

/** Runs analyses: the one place where a question meets a project, the store and its limits. */
export class Analytics {
  readonly #store: StoreSource;
  readonly #clock: Clock;
  readonly #limits: AnalyticsLimits;

  constructor(options: { store: StoreSource; clock: Clock; limits: AnalyticsLimits }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#limits = options.limits;
  }

  /** Parses the params, plans, runs the statements side by side and shapes the answer. */
  async run<Params, Plan, Answer>(
    analysis: Analysis<Params, Plan, Answer>,
    params: Params,
    scope: QueryScope,
  ): Promise<Result<Answer, Failure>> {
    const parsed = analysis.params.safeParse(params);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      const field = issue.path.map(String).join(".");
      return err(failure("invalid_parameter", { field, message: `${field}: ${issue.message}` }));
    }
    const plan = analysis.plan(parsed.data, this.#clock.now());
    const rows = await this.#runAll(analysis.sql(plan), scope);
    return rows.ok ? ok(analysis.shape(rows.value, plan)) : rows;
  }

  async #runAll(statements: Readonly<Record<string, Sql>>, scope: QueryScope): Promise<Result<StatementRows, Failure>> {
    const named = Object.entries(statements);
    const answers = await Promise.all(named.map(([, statement]) => this.#runOne(statement, scope)));
    const rows: Record<string, readonly Row[]> = {};
    for (const [index, answer] of answers.entries()) {
      if (!answer.ok) return answer;
      rows[named[index]![0]] = answer.value;
    }
    return ok(rows);
  }

  async #runOne(statement: Sql, scope: QueryScope): Promise<Result<readonly Row[], Failure>> {
    const { text, params } = scopeToProject(render(statement), scope.project_id);
    const store = await this.#store();
    if (!store.ok) return store;
    const answer = await store.value.query<Row>({
      sql: text,
      params,
      timeoutMs: this.#limits.timeoutMs,
      memoryBytesMax: this.#limits.memoryBytesMax,
      ...(scope.signal === undefined ? {} : { signal: scope.signal }),
    });
    return answer.ok ? ok(answer.value.rows) : answer;
  }
}
