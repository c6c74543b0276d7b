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
  const places = rows["places"] ?? [];
  const at = (from: number, to: number) =>
    places.filter((row) => number(row, "place") >= from && number(row, "place") <= to);
  const [total] = rows["totals"] ?? at(0, 0);
  const [other] = at(plan.limit + 1, plan.limit + 1);
  return {
    totals: total === undefined ? plan.metrics.map(metricOfNothing) : numbersOrNull(total, "values"),
    groups: at(1, plan.limit).map((row) => ({
      by: texts(row, "keys").map(groupValue),
      values: numbersOrNull(row, "values"),
    })),
    other:
      other === undefined
        ? null
        : { groups: number(other, "groups"), values: numbersOrNull(other, "values") },
  };
}
