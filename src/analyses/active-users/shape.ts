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

export function shapeActiveUsers(rows: StatementRows, { days, answerDays }: ActiveUsersPlan): ActiveUsers {
  const changes = new Map((rows["changes"] ?? []).map((row) => [number(row, "day"), row]));
  const shown = new Set(answerDays);
  const answer: ActiveDay[] = [];
  let wau = 0;
  let mau = 0;
  for (const [index, start] of days.starts.entries()) {
    const change = changes.get(index + 1);
    if (change !== undefined) {
      wau += number(change, "week");
      mau += number(change, "month");
    }
    const dau = change === undefined ? 0 : number(change, "dau");
    if (shown.has(start) && start !== days.starts[index + 1]) {
      answer.push({ start, dau, wau, mau, stickiness: mau === 0 ? 0 : dau / mau });
    }
  }
  return answer;
}
