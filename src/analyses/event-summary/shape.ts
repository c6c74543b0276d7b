import type { StatementRows } from "../analysis.ts";
import { number, numberOrNull, text } from "../rows.ts";

export interface EventSummary {
  readonly events: number;
  readonly visitors: number;
  readonly sessions: number;
  /** How many different event names there are. */
  readonly names: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly topNames: readonly { readonly name: string; readonly events: number; readonly visitors: number }[];
}

export function shapeEventSummary(rows: StatementRows): EventSummary {
  const totals = rows["totals"]?.[0];
  return {
    events: number(totals, "events"),
    visitors: number(totals, "visitors"),
    sessions: number(totals, "sessions"),
    names: number(totals, "names"),
    firstAt: numberOrNull(totals, "first_at"),
    lastAt: numberOrNull(totals, "last_at"),
    topNames: (rows["names"] ?? []).map((row) => ({
      name: text(row, "item"),
      events: number(row, "events"),
      visitors: number(row, "visitors"),
    })),
  };
}
