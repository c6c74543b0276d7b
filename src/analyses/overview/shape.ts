import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import { type ValueCount, valueCounts } from "../value-count.ts";

export interface Overview {
  readonly events: number;
  readonly visitors: number;
  /** Sessions with activity in the range. */
  readonly sessions: number;
  /** Mean over the sessions that started in the range; 0 without any. */
  readonly averageSessionDurationMs: number;
  /** Share of those sessions with one page view and nothing else, 0 to 1; 0 without any. */
  readonly bounceRate: number;
  readonly names: readonly ValueCount[];
  readonly devices: readonly ValueCount[];
  readonly countries: readonly ValueCount[];
  readonly pages: readonly ValueCount[];
}

export function shapeOverview(rows: StatementRows): Overview {
  const totals = rows["totals"]?.[0];
  const sessions = rows["sessions"]?.[0];
  const counts = Map.groupBy(rows["counts"] ?? [], (row) => row["kind"]);
  const names = valueCounts(counts.get("name"));
  const started = number(sessions, "started");
  return {
    // Every event has a name, and all names are counted.
    events: names.reduce((sum, { events }) => sum + events, 0),
    visitors: number(totals, "visitors"),
    sessions: number(sessions, "active"),
    averageSessionDurationMs: started === 0 ? 0 : number(sessions, "duration_ms") / started,
    bounceRate: started === 0 ? 0 : number(sessions, "bounces") / started,
    names,
    devices: valueCounts(counts.get("device_type")),
    countries: valueCounts(counts.get("country")),
    pages: valueCounts(counts.get("path")),
  };
}
