import type { Row } from "../../src/analyses/analysis.ts";
import type { Analytics } from "../../src/analytics/analytics.ts";
import type { ClickHouseStore } from "../../src/store/clickhouse-store.ts";
import type { QueryCase } from "./query-case.ts";

export interface Comparison {
  readonly name: string;
  readonly budgetMs: number | null;
  readonly p50: number;
  readonly p95: number;
  /** Median time of the plainest correct SQL for the same answer; null where it was not asked. */
  readonly plainP50: number | null;
}

/**
 * Runs an analysis and, given a store, its plain SQL between, so that both see the same machine. Only the analysis is asked
 * often enough to tell more than its median.
 */
export async function compare(
  one: QueryCase,
  analytics: Analytics,
  store: ClickHouseStore | null,
  options: { project: string; repetitions: number },
): Promise<Comparison> {
  const ours: number[] = [];
  const plain: number[] = [];
  for (let turn = 0; turn < options.repetitions + 1; turn++) {
    const started = performance.now();
    const answer = await one.run(analytics, options.project);
    const between = performance.now();
    if (!answer.ok) throw new Error(`${one.name}: ${answer.error.message}`, { cause: answer.error.cause });
    const isCompared = store !== null && turn % turnsPerPlain === 0;
    const plainRows = isCompared ? await runPlain(one, store, options.project) : null;
    const ended = performance.now();
    // The first turn warms both up, and shows that they answer the same.
    if (turn === 0) {
      if (plainRows !== null) expectSame(one.name, answer.value, one.plainNumbers(plainRows));
      continue;
    }
    ours.push(between - started);
    if (plainRows !== null) plain.push(ended - between);
  }
  return {
    name: one.name,
    budgetMs: one.budgetMs,
    p50: quantile(ours, 0.5),
    p95: quantile(ours, 0.95),
    plainP50: plain.length === 0 ? null : quantile(plain, 0.5),
  };
}

const turnsPerPlain = 4;

async function runPlain(one: QueryCase, store: ClickHouseStore, project: string): Promise<readonly Row[]> {
  const answer = await store.query<Row>({
    rowsOf: "every project",
    sql: one.plainSql,
    params: { project },
    timeoutMs: 120_000,
    memoryBytesMax: 8e9,
  });
  if (!answer.ok) throw new Error(`${one.name}, plain SQL`, { cause: answer.error.cause });
  return answer.value.rows;
}

/** A bench of two different answers would measure nothing. */
function expectSame(name: string, ours: unknown, plain: unknown): void {
  if (Bun.deepEquals(ours, plain)) return;
  const told = (numbers: unknown) => Bun.inspect(numbers, { depth: 6 }).slice(0, 2_000);
  throw new Error(
    `${name}: the plain SQL answers something else\nours: ${told(ours)}\nplain: ${told(plain)}`,
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!;
}
