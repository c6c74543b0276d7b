import { groupValue } from "../../query/group-key.ts";
import { metricOfNothing } from "../../query/metric.ts";
import type { StatementRows } from "../analysis.ts";
import { number, numbersOrNull, texts } from "../rows.ts";
import type { BreakdownPlan } from "./plan.ts";

type Values = readonly (number | null)[];

export interface Breakdown {
  /** The metrics in their order. */
  readonly totals: Values;
  readonly groups: readonly { readonly by: readonly (string | null)[]; readonly values: Values }[];
  /** All groups that are not listed, together; null when all are. */
  readonly other: { readonly groups: number; readonly values: Values } | null;
}

export function shapeBreakdown(rows: StatementRows, plan: BreakdownPlan): Breakdown {
  const total = rows["totals"]?.[0];
  const other = rows["other"]?.[0];
  const otherGroups = other === undefined ? 0 : number(other, "groups");
  return {
    totals: total === undefined ? plan.metrics.map(metricOfNothing) : numbersOrNull(total, "values"),
    groups: (rows["groups"] ?? []).map((row) => ({
      by: texts(row, "keys").map(groupValue),
      values: numbersOrNull(row, "values"),
    })),
    other:
      other === undefined || otherGroups === 0
        ? null
        : { groups: otherGroups, values: numbersOrNull(other, "values") },
  };
}
