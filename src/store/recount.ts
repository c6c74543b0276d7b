/**
 * The naive counterpart of the rollups and of the sessions: counts the given rows in memory. Tests
 * compare what the views kept up with it.
 */
import { isPageView } from "../event/event.ts";

/** The columns of a row that the views read. */
export interface CountedRow {
  readonly seq: number;
  readonly project_id: string;
  readonly name: string;
  readonly time: number;
  readonly is_bot: boolean;
  readonly visitor_id: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly session_seed: number;
  readonly path: string;
  readonly referrer: string;
  readonly referrer_domain: string;
  readonly channel: string;
  readonly device_type: string;
  readonly country: string;
  readonly browser: string;
  readonly os: string;
  /** How many events it stands for; left out: 1. */
  readonly sample_factor?: number;
}

const quarterMs = 15 * 60_000;
const dayMs = 24 * 3_600_000;

/** `key parts → how many events the rows stand for`, as sorted texts; the statements of the test select the same form. */
export function countBy(
  rows: readonly CountedRow[],
  keysOf: (row: CountedRow) => readonly string[][],
): string[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const parts of keysOf(row)) {
      const key = [row.project_id, row.is_bot ? "bot" : "human", ...parts].join("|");
      counts.set(key, (counts.get(key) ?? 0) + factorOf(row));
    }
  }
  return [...counts].map(([key, count]) => `${key}|${count}`).sort();
}

export function eventKeys(row: CountedRow): string[][] {
  return [[String(Math.floor(row.time / quarterMs) * quarterMs), row.name]];
}

export function dimensionKeys(row: CountedRow): string[][] {
  const { device_type, country, referrer_domain, channel, browser, os } = row;
  const path = isPageView(row.name) ? row.path : "";
  const bucket = String(Math.floor(row.time / quarterMs) * quarterMs);
  const values = Object.entries({ device_type, country, path, referrer_domain, channel, browser, os });
  return values.filter(([, value]) => value !== "").map(([dimension, value]) => [bucket, dimension, value]);
}

export function visitorKeys(row: CountedRow): string[][] {
  return [[String(Math.floor(row.time / dayMs) * dayMs), row.visitor_id]];
}

export interface SessionFacts {
  readonly project_id: string;
  readonly session_id: string;
  readonly session_seed: number;
  readonly started_at: number;
  readonly ended_at: number;
  readonly events: number;
  readonly page_views: number;
  readonly is_bot: number;
  readonly visitor_id: string;
  readonly user_id: string;
  readonly landing_path: string;
  readonly exit_path: string;
  readonly referrer: string;
  readonly channel: string;
  readonly country: string;
  readonly device_type: string;
  readonly sample_factor: number;
}

/** Ordered by project, session and seed. */
export function countSessions(rows: readonly CountedRow[]): SessionFacts[] {
  const keyOf = (row: CountedRow) => `${row.project_id}|${row.session_id}|${row.session_seed}`;
  const bySession = Map.groupBy(rows, keyOf);
  return [...bySession.keys()].sort().map((key) => factsOf(bySession.get(key)!));
}

function factsOf(rows: readonly CountedRow[]): SessionFacts {
  const inOrder = rows.toSorted((one, other) => one.time - other.time || one.seq - other.seq);
  const [first, last] = [inOrder[0]!, inOrder.at(-1)!];
  const pageViews = inOrder.filter(({ name }) => isPageView(name));
  return {
    project_id: first.project_id,
    session_id: first.session_id,
    session_seed: first.session_seed,
    started_at: first.time,
    ended_at: last.time,
    events: rows.length,
    page_views: pageViews.length,
    is_bot: rows.some((row) => row.is_bot) ? 1 : 0,
    visitor_id: last.visitor_id,
    user_id: inOrder.findLast((row) => row.user_id !== "")?.user_id ?? "",
    landing_path: pageViews[0]?.path ?? "",
    exit_path: pageViews.at(-1)?.path ?? "",
    referrer: first.referrer,
    channel: first.channel,
    country: first.country,
    device_type: first.device_type,
    sample_factor: Math.min(...rows.map(factorOf)),
  };
}

function factorOf({ sample_factor = 1 }: CountedRow): number {
  return sample_factor;
}
