import type { EpochMs } from "../../kernel/clock.ts";
import type { StatementRows } from "../analysis.ts";
import { number } from "../rows.ts";
import type { ActiveUsersPlan } from "./plan.ts";

export interface ActiveDay {
  /** Start of the day. */
  readonly start: EpochMs;
  readonly dau: number;
  readonly wau: number;
  readonly mau: number;
  /** dau divided by mau; 0 when nobody was active. */
  readonly stickiness: number;
}

export type ActiveUsers = readonly ActiveDay[];

export function shapeActiveUsers(
  rows: StatementRows,
  { days, dates, firstDate }: ActiveUsersPlan,
): ActiveUsers {
  const changes = new Map((rows["changes"] ?? []).map((row) => [number(row, "day"), row]));
  const starts = new Map(dates.map((date, index) => [date, days.starts[index]!]));
  const answer: ActiveDay[] = [];
  let wau = 0;
  let mau = 0;
  for (let date = 0; date <= (dates.at(-1) ?? -1); date++) {
    const change = changes.get(date);
    wau += change === undefined ? 0 : number(change, "week");
    mau += change === undefined ? 0 : number(change, "month");
    const dau = change === undefined ? 0 : number(change, "dau");
    const start = starts.get(date);
    if (date >= firstDate && start !== undefined) {
      answer.push({ start, dau, wau, mau, stickiness: mau === 0 ? 0 : dau / mau });
    }
  }
  return answer;
}
