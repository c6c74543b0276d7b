import { Sql, integer, join, sql } from "../../query/sql.ts";
import { keyMask, keySql } from "./event-key.ts";
import type { FunnelPlan } from "./plan.ts";
import { stagedSql } from "./staged.ts";

/**
 * The most steps that different events can take within the window from one of them, whatever their order. That is a
 * maximum matching of steps and events, and by Hall's theorem as large as the smallest, over the sets S of steps, of
 * (all steps − the steps of S + the events that match one of S). Steps of different names share no events, so each
 * name's steps are matched on their own: one step of a name needs one count.
 *
 * Events of a window are counted by running sums: the ends of all windows are sorted in between the events, and an
 * end's sum less the sum before its start is the window's.
 */
export function anyOrderUnitsSql(plan: FunnelPlan, events: Sql): Sql {
  const sets = plan.overlaps.flatMap((steps) => subsetsOf(steps));
  const counts = sets.map((set) => sql`${windowCounts(set)} AS ${column(set)}`);
  const matched = join(plan.overlaps.map(matchedSteps), " + ");
  const columns = join(sets.map(column), ", ");
  return stagedSql(events, [
    sql`arrayMap(key -> ${keyMask(plan, sql`key`)}, arraySort(arrayConcat(events, ${windowEnds(plan)}))) AS line`,
    join(counts, ", "),
    sql`arrayMap((${columns}) -> ${matched}, ${columns}) AS levels`,
    sql`arrayMax(levels) AS level`,
    sql`indexOf(levels, level) AS first_place`,
  ]);
}

/** A window's end is a key that matches nothing, of the millisecond after the window; so it sorts before that one's events. */
function windowEnds(plan: FunnelPlan): Sql {
  const end = (time: Sql) => keySql(sql`toUInt64(${time})`, sql`toUInt64(0)`, sql`0`);
  return plan.windowMs === undefined
    ? sql`arrayMap(time -> ${end(sql`times[-1] + 1`)}, times)`
    : sql`arrayMap(time -> ${end(sql`time + ${integer(plan.windowMs + 1)}`)}, times)`;
}

/** For each event as a window's start: how many events of the window match one of the steps. */
function windowCounts(steps: readonly number[]): Sql {
  const matches = sql`toInt64(bitAnd(mask, ${integer(maskOf(steps))}) != 0)`;
  const ends = sql`arrayFilter((sum, mask) -> mask = 0, arrayCumSum(mask -> ${matches}, line), line)`;
  const starts = sql`arrayPopBack(arrayPushFront(arrayCumSum(mask -> ${matches}, masks), toInt64(0)))`;
  return sql`arrayMap((upToEnd, upToStart) -> upToEnd - upToStart, ${ends}, ${starts})`;
}

function matchedSteps(steps: readonly number[]): Sql {
  const bounds = subsetsOf(steps).map((set) => sql`${integer(steps.length - set.length)} + ${column(set)}`);
  return sql`least(${integer(steps.length)}, ${join(bounds, ", ")})`;
}

/** All sets of these steps except the empty one. */
function subsetsOf(steps: readonly number[]): number[][] {
  const sets: number[][] = [[]];
  for (const step of steps) sets.push(...sets.map((set) => [...set, step]));
  return sets.slice(1);
}

function column(steps: readonly number[]): Sql {
  return new Sql([`n${maskOf(steps)}`], []);
}

function maskOf(steps: readonly number[]): number {
  return steps.reduce((mask, step) => mask + 2 ** step, 0);
}
