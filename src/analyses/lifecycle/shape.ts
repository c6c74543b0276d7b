import type { EpochMs } from "../../kernel/clock.ts";
import type { StatementRows } from "../analysis.ts";
import { number, text } from "../rows.ts";
import type { LifecyclePlan } from "./plan.ts";

export interface LifecyclePeriod {
  readonly start: EpochMs;
  readonly new: number;
  readonly returning: number;
  readonly resurrecting: number;
  /** Active in the period before, but not in this one. */
  readonly dormant: number;
}

export function shapeLifecycle(rows: StatementRows, { periods }: LifecyclePlan): readonly LifecyclePeriod[] {
  const marks = new Map(
    (rows["marks"] ?? []).map((row) => [
      `${number(row, "period")} ${text(row, "kind")}`,
      number(row, "visitors"),
    ]),
  );
  return periods.starts.slice(1).map((start, index) => {
    // The engine counts from 1, and the first period is only there to compare with.
    const of = (kind: string) => marks.get(`${index + 2} ${kind}`) ?? 0;
    return {
      start,
      new: of("new"),
      returning: of("returning"),
      resurrecting: of("resurrecting"),
      dormant: of("dormant"),
    };
  });
}
