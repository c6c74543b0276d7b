import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";

export interface LoadedSince {
  readonly events: number;
  /** Different pairs of site and UTC day among them. */
  readonly siteDays: number;
}

export function shapeLoadProgress(rows: StatementRows): LoadedSince {
  const loaded = rows["loaded"]?.[0];
  return { events: number(loaded, "events"), siteDays: number(loaded, "site_days") };
}
