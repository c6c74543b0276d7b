import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import { valueCounts } from "../value-count.ts";

export interface Realtime {
  readonly activeSessions: number;
  readonly activeVisitors: number;
  readonly eventsLastMinute: number;
  /** Pages by how many active sessions are on them. */
  readonly pages: readonly { readonly page: string; readonly sessions: number }[];
}

export function shapeRealtime(rows: StatementRows): Realtime {
  const totals = rows["totals"]?.[0];
  return {
    activeSessions: number(totals, "sessions"),
    activeVisitors: number(totals, "visitors"),
    eventsLastMinute: number(totals, "last_minute"),
    pages: valueCounts(rows["pages"]).map(({ value, events }) => ({ page: value, sessions: events })),
  };
}
