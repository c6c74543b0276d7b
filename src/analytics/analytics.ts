import type { Analysis, Row, StatementRows, StreamedAnalysis } from "../analyses/analysis.ts";
import { type Bound, boundOf } from "../analyses/bound.ts";
import type { Clock } from "../kernel/clock.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { ProjectFacts } from "../query/query.ts";
import { type Sql, render } from "../query/sql.ts";
import type { ClickHouseStore } from "../store/clickhouse-store.ts";
import { ProjectGate } from "./project-gate.ts";
import type { QuietProjects } from "./quiet-projects.ts";
import { ResultCache } from "./result-cache.ts";
import { startRowStream } from "./row-stream.ts";
import { SharedRuns } from "./shared-runs.ts";
import { scopeToProject } from "./sources.ts";
import { type StoredUserIds, withStoredUsers } from "./stored-users.ts";

export interface QueryScope {
  readonly project_id: ProjectId;
  /** Fires when the client has gone; the store then stops working on its query. */
  readonly signal?: AbortSignal;
}

export interface AnalyticsLimits {
  readonly timeoutMs: number;
  readonly memoryBytesMax: number;
  /** How many analyses of one project run at once, and how many may wait for their turn. */
  readonly runningPerProjectMax: number;
  readonly waitingPerProjectMax: number;
  /** Answers that are streamed have as long as their client takes to read them, up to this. */
  readonly streamTimeoutMs: number;
  readonly streamsPerProjectMax: number;
}

export interface AnalyticsOptions {
  readonly store: StoreSource;
  /** Changes whenever events become queryable. */
  readonly dataVersion: () => number;
  readonly quiet?: QuietProjects;
  /** Where there may be others than those that are sent. */
  readonly storedUserIds?: (project: ProjectId) => StoredUserIds;
  /** Whether a project is sampled, or ever was. */
  readonly isSampled: (project: ProjectId) => boolean;
  readonly clock: Clock;
  readonly limits: AnalyticsLimits;
}

/** An answer, and how far it may be off; null where it is exact. */
export interface BoundedAnswer<Answer> {
  readonly answer: Answer;
  readonly bound: Bound | null;
}

/** The store's client, once the store is there. */
type StoreSource = () => Promise<Result<ClickHouseStore, Failure>>;

/**
 * Runs analyses: the one place where a question meets a project, the store and its limits. The same
 * question asked at the same time runs once; asked again while no events came in, it is remembered.
 */
export class Analytics {
  readonly #options: AnalyticsOptions;
  readonly #cache: ResultCache;
  readonly #shared = new SharedRuns();
  readonly #gate: ProjectGate;
  /** A slow download must not take the places of questions. */
  readonly #streamGate: ProjectGate;

  constructor(options: AnalyticsOptions) {
    const { runningPerProjectMax, waitingPerProjectMax, timeoutMs } = options.limits;
    this.#options = options;
    this.#cache = new ResultCache(options.clock);
    this.#gate = new ProjectGate({
      runningMax: runningPerProjectMax,
      waitingMax: waitingPerProjectMax,
      waitMsMax: timeoutMs,
    });
    this.#streamGate = new ProjectGate({
      runningMax: options.limits.streamsPerProjectMax,
      waitingMax: 0,
      waitMsMax: timeoutMs,
    });
  }

  /** Parses the params, plans, runs the statements side by side and shapes the answer. */
  async run<Params, Plan, Answer>(
    analysis: Analysis<Params, Plan, Answer>,
    params: Params,
    scope: QueryScope,
  ): Promise<Result<Answer, Failure>> {
    const bounded = await this.runBounded(analysis, params, scope);
    return bounded.ok ? ok(bounded.value.answer) : bounded;
  }

  /** The same, with what is to be said of its precision. */
  async runBounded<Params, Plan, Answer>(
    analysis: Analysis<Params, Plan, Answer>,
    params: Params,
    scope: QueryScope,
  ): Promise<Result<BoundedAnswer<Answer>, Failure>> {
    const planned = this.#plan(analysis, params, scope);
    if (!planned.ok) return planned;
    const plan = planned.value;
    const key = JSON.stringify([scope.project_id, analysis.name, this.#options.dataVersion(), plan]);
    const known = this.#cache.get(key);
    if (known !== null) return ok(known.answer as BoundedAnswer<Answer>);
    return this.#shared.run(key, scope.signal, (signal) =>
      this.#answer(analysis, plan, { ...scope, signal }, key),
    );
  }

  /**
   * The same for answers of any size: items come as they are read, and nothing is remembered. A failure before the
   * first one is a value; a later one is thrown. It ends when its reader stops.
   */
  async stream<Params, Plan, Item>(
    analysis: StreamedAnalysis<Params, Plan, Item>,
    params: Params,
    scope: QueryScope,
  ): Promise<Result<AsyncGenerator<Item, void, undefined>, Failure>> {
    const planned = this.#plan(analysis, params, scope);
    if (!planned.ok) return planned;
    const statement = scopeToProject(render(analysis.sql(planned.value)), scope.project_id);
    const store = await this.#options.store();
    if (!store.ok) return store;
    const leave = await this.#streamGate.enter(scope.project_id);
    if (leave === null) return err(failure("too_many_queries", { retryAfterSeconds: 10 }));
    const { streamTimeoutMs: timeoutMs, memoryBytesMax } = this.#options.limits;
    const { signal } = scope;
    const chunks = store.value.queryStream({
      sql: statement.text,
      params: statement.params,
      timeoutMs,
      memoryBytesMax,
      ...(signal === undefined ? {} : { signal }),
    });
    return startRowStream(chunks, { shape: (row) => analysis.shape(row), onEnd: leave, signal });
  }

  #plan<Params, Plan>(
    analysis: Pick<StreamedAnalysis<Params, Plan, unknown>, "params" | "plan">,
    params: Params,
    { project_id }: QueryScope,
  ): Result<Plan, Failure> {
    const parsed = analysis.params.safeParse(params);
    if (parsed.success) {
      const facts: ProjectFacts = { sampled: this.#options.isSampled(project_id) };
      const stored = this.#options.storedUserIds?.(project_id);
      const asked = stored === undefined ? parsed.data : withStoredUsers(parsed.data, stored);
      return ok(analysis.plan(asked, this.#options.clock.now(), facts));
    }
    const issue = parsed.error.issues[0]!;
    const field = issue.path.map(String).join(".");
    return err(failure("invalid_parameter", { field, message: `${field}: ${issue.message}` }));
  }

  async #answer<Params, Plan, Answer>(
    analysis: Analysis<Params, Plan, Answer>,
    plan: Plan,
    scope: QueryScope,
    key: string,
  ): Promise<Result<BoundedAnswer<Answer>, Failure>> {
    await this.#options.quiet?.past(scope.project_id);
    const rows = await this.#gate.pass(scope.project_id, () => this.#runAll(analysis.sql(plan), scope));
    if (rows === null) return err(failure("too_many_queries", { retryAfterSeconds: 2 }));
    if (!rows.ok) return rows;
    const answer = { answer: analysis.shape(rows.value, plan), bound: boundOf(rows.value) };
    const count = Object.values(rows.value).reduce((sum, statement) => sum + statement.length, 0);
    this.#cache.put(key, answer, count);
    return ok(answer);
  }

  async #runAll(
    statements: Readonly<Record<string, Sql>>,
    scope: QueryScope,
  ): Promise<Result<StatementRows, Failure>> {
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
    const { text, params, readsRollups } = scopeToProject(render(statement), scope.project_id);
    const store = await this.#options.store();
    if (!store.ok) return store;
    const { timeoutMs, memoryBytesMax } = this.#options.limits;
    const answer = await store.value.query<Row>({
      sql: text,
      params,
      timeoutMs,
      memoryBytesMax,
      readsRollups,
      ...(scope.signal === undefined ? {} : { signal: scope.signal }),
    });
    return answer.ok ? ok(answer.value.rows) : answer;
  }
}
