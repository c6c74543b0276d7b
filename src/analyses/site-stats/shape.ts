import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import { type ValueCount, valueCounts } from "../value-count.ts";

export interface SiteStats {
  readonly views: number;
  readonly visitors: number;
  readonly paths: readonly ValueCount[];
}

export function shapeSiteStats(rows: StatementRows): SiteStats {
  const totals = rows["totals"]?.[0];
  return {
    views: number(totals, "views"),
    visitors: number(totals, "visitors"),
    paths: valueCounts(rows["paths"]),
  };
}
