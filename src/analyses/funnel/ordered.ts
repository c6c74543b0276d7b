import { Sql, integer, join, sql } from "../../query/sql.ts";
import type { FunnelPlan } from "./plan.ts";
import { stagedSql } from "./staged.ts";

/**
 * The attempts of a funnel whose steps come in order. Beside a unit's events lie, for each step k, arrays of the same
 * length: `s<k>` holds the latest start of an attempt at k steps that ends with this event (0: there is none), and
 * `p<k>` the place of the latest event before this one that ends such an attempt.
 *
 * That latest event is all that step k + 1 has to look at. From one event that ends an attempt to the next, starts
 * never go back: by induction, the event before it in its attempt is the latest possible one, which only moves forward.
 * So the latest event has the latest start too, is the nearest in time, and the least exposed to exclusions; if it will
 * not do, none will. `strict` looks at the very last event only.
 */
export function orderedUnitsSql(plan: FunnelPlan, events: Sql): Sql {
  const reached = plan.steps.map((_, index) => sql`toUInt8(arrayMax(${column("s", index + 1)}) > 0)`);
  return stagedSql(events, [
    sql`arrayEnumerate(events) AS places, arrayMap((key, time) -> time * bitTest(key, 0), events, times) AS s1`,
    ...plan.steps.slice(1).map((_, index) => laterStep(plan, index + 2)),
    sql`${join(reached, " + ")} AS level`,
    join(chain(plan), ", "),
    sql`c1 AS first_place, [${join(stepTimes(plan), ", ")}] AS step_times`,
  ]);
}

/** The stage of a step after the first: what lies before each event, and the attempts that it ends. */
function laterStep(plan: FunnelPlan, step: number): Sql {
  const { withinMs } = plan.steps[step - 1]!;
  const excluding = exclusionBits(plan, step - 1);
  const attempts = column("s", step - 1);
  const names = [sql`key`, sql`time`, sql`start`];
  const arrays = [sql`events`, sql`times`, latestBefore(plan, attempts)];
  const factors = [sql`start`, sql`bitTest(key, ${integer(step - 1)})`];
  if (plan.windowMs !== undefined) factors.push(sql`(time - start <= ${integer(plan.windowMs)})`);
  if (withinMs !== undefined) {
    names.push(sql`previous`);
    arrays.push(latestBefore(plan, whereStarted(attempts, sql`times`)));
    factors.push(sql`(time - previous <= ${integer(withinMs)})`);
  }
  if (excluding.length > 0) {
    names.push(sql`place`, sql`excluded`);
    arrays.push(column("p", step - 1), lastExcluded(excluding));
    factors.push(sql`(place >= excluded)`);
  }
  // A product, because conditions of AND and `if` are evaluated for each part of the rows on its own, which costs more.
  const attempt = sql`(${join(names, ", ")}) -> ${join(factors, " * ")}`;
  return sql`${latestBefore(plan, whereStarted(attempts, sql`places`))} AS ${column("p", step - 1)},
  arrayMap(${attempt}, ${join(arrays, ", ")}) AS ${column("s", step)}`;
}

/** The values of the events that end an attempt, else 0. */
function whereStarted(attempts: Sql, values: Sql): Sql {
  return sql`arrayMap((start, value) -> value * (start > 0), ${attempts}, ${values})`;
}

/** For each event, the latest value above zero before it; for `strict` the one just before it. */
function latestBefore(plan: FunnelPlan, values: Sql): Sql {
  const known = plan.order === "strict" ? values : sql`arrayFill(known -> known > 0, ${values})`;
  return sql`arrayPopBack(arrayPushFront(${known}, 0))`;
}

/** For each event, the place of the latest excluded event before it. */
function lastExcluded(bits: readonly number[]): Sql {
  const isExcluded = join(
    bits.map((bit) => sql`bitTest(key, ${integer(bit)})`),
    " OR ",
  );
  const places = sql`arrayMap((key, place) -> if(${isExcluded}, place, 0), events, places)`;
  return sql`arrayPopBack(arrayPushFront(arrayFill(known -> known > 0, ${places}), 0))`;
}

/** The key's bits of the exclusions that apply between a step and the next. */
function exclusionBits(plan: FunnelPlan, step: number): number[] {
  const { length } = plan.steps;
  return plan.exclusions.flatMap(({ afterStep = 1, beforeStep = length }, index) =>
    afterStep <= step && step < beforeStep ? [length + index] : [],
  );
}

/** The places of the timed attempt's events, the last one first: where the deepest step is first reached, and back from there. */
function chain(plan: FunnelPlan): Sql[] {
  const count = plan.steps.length;
  return plan.steps.map((_, index) => {
    const step = count - index;
    const first = sql`arrayFirstIndex(start -> start > 0, ${column("s", step)})`;
    const back = step === count ? sql`0` : sql`${column("p", step)}[${column("c", step + 1)}]`;
    return sql`multiIf(level = ${integer(step)}, ${first}, level > ${integer(step)}, ${back}, 0) AS ${column("c", step)}`;
  });
}

function stepTimes(plan: FunnelPlan): Sql[] {
  return plan.steps.slice(1).map((_, index) => {
    const [from, to] = [column("c", index + 1), column("c", index + 2)];
    return sql`if(level >= ${integer(index + 2)}, times[${to}] - times[${from}], 0)`;
  });
}

/** A column of our own making: the name of a kind of array and the number of a step. */
function column(kind: "s" | "p" | "c", step: number): Sql {
  return new Sql([`${kind}${step}`], []);
}
