import { Sql, integer, join, sql } from "../../query/sql.ts";
import type { FunnelPlan } from "./plan.ts";
import { stagedSql } from "./staged.ts";

/**
 * The attempts of a funnel whose steps come in order. Beside a unit's events lies, for each step k, an array of the
 * same length: `s<k>` holds the latest start of an attempt at k steps that ends with this event (0: there is none).
 *
 * The latest event before an event that ends an attempt at k steps is all that step k + 1 has to look at. From one
 * event that ends an attempt to the next, starts never go back: by induction, the event before it in its attempt is the
 * latest possible one, which only moves forward. So the latest event has the latest start too, is the nearest in time,
 * and the least exposed to exclusions; if it will not do, none will. `strict` looks at the very last event only.
 */
export function orderedUnitsSql(plan: FunnelPlan, events: Sql): Sql {
  // Units that did not make the first step have no row.
  const further = plan.steps.slice(1).map((_, index) => sql`(arrayMax(${column("s", index + 2)}) > 0)`);
  const places = plan.exclusions.length === 0 ? sql`` : sql`, arrayEnumerate(events) AS places`;
  return stagedSql(events, [
    sql`arrayMap((time, mask) -> time * bitTest(mask, 0), times, masks) AS s1${places}`,
    ...plan.steps.slice(1).map((_, index) => laterStep(plan, index + 2)),
    sql`1 + ${join(further, " + ")} AS level`,
    ...plan.steps.map((_, index) => eventPlace(plan, plan.steps.length - index)),
    sql`c1 AS first_place, ${join(stepTimes(plan), ", ")}`,
  ]);
}

/** The stage of a step after the first: the attempts that each event ends. */
function laterStep(plan: FunnelPlan, step: number): Sql {
  const { withinMs } = plan.steps[step - 1]!;
  const excluding = exclusionBits(plan, step - 1);
  const attempts = column("s", step - 1);
  const names = [sql`time`, sql`mask`, sql`start`];
  const arrays = [sql`times`, sql`masks`, latestBefore(plan, step, attempts)];
  const factors = [sql`start`, sql`bitTest(mask, ${integer(step - 1)})`];
  if (plan.windowMs !== undefined) factors.push(sql`(time - start <= ${integer(plan.windowMs)})`);
  if (withinMs !== undefined) {
    names.push(sql`previous`);
    arrays.push(latestBefore(plan, step, whereStarted(attempts, sql`times`)));
    factors.push(sql`(time - previous <= ${integer(withinMs)})`);
  }
  if (excluding.length > 0) {
    names.push(sql`place`, sql`excluded`);
    arrays.push(latestBefore(plan, step, whereStarted(attempts, sql`places`)), lastExcluded(excluding));
    factors.push(sql`(place >= excluded)`);
  }
  // A product, because conditions of AND and `if` are evaluated for each part of the rows on its own, which costs more.
  const attempt = sql`(${join(names, ", ")}) -> ${join(factors, " * ")}`;
  return sql`arrayMap(${attempt}, ${join(arrays, ", ")}) AS ${column("s", step)}`;
}

/** The values of the events that end an attempt, else 0. */
function whereStarted(attempts: Sql, values: Sql): Sql {
  return sql`arrayMap((start, value) -> value * (start > 0), ${attempts}, ${values})`;
}

/**
 * For each event that matches the step, the latest value above zero before it, a value of the step before; for `strict`
 * the one just before it. An event that cannot match both steps has no such value of its own to keep apart.
 */
function latestBefore(plan: FunnelPlan, step: number, values: Sql): Sql {
  if (plan.order === "strict") return oneLater(values);
  const latest = sql`arrayFill(known -> known > 0, ${values})`;
  return areApart(plan, step) ? latest : oneLater(latest);
}

function oneLater(values: Sql): Sql {
  return sql`arrayPopBack(arrayPushFront(${values}, 0))`;
}

/** Whether no event can match both the step and the one before it. */
function areApart({ steps }: FunnelPlan, step: number): boolean {
  const [before, own] = [steps[step - 2]!.event.name, steps[step - 1]!.event.name];
  return before !== undefined && own !== undefined && before !== own;
}

/** For each event, the place of the latest excluded event before it. */
function lastExcluded(bits: readonly number[]): Sql {
  const isExcluded = join(
    bits.map((bit) => sql`bitTest(mask, ${integer(bit)})`),
    " OR ",
  );
  const places = sql`arrayMap((mask, place) -> if(${isExcluded}, place, 0), masks, places)`;
  return oneLater(sql`arrayFill(known -> known > 0, ${places})`);
}

/** The mask's bits of the exclusions that apply between a step and the next. */
function exclusionBits(plan: FunnelPlan, step: number): number[] {
  const { length } = plan.steps;
  return plan.exclusions.flatMap(({ afterStep = 1, beforeStep = length }, index) =>
    afterStep <= step && step < beforeStep ? [length + index] : [],
  );
}

/**
 * The place of the timed attempt's event of a step, 0 where the step is not reached: of the deepest step the first event
 * that ends an attempt, of the others the last one before the event of the step after. Looked for in every row, because
 * rows that are told apart first cost more.
 */
function eventPlace(plan: FunnelPlan, step: number): Sql {
  const [attempts, place, next] = [column("s", step), column("c", step), column("c", step + 1)];
  const first = sql`arrayFirstIndex(start -> start > 0, ${attempts})`;
  if (step === plan.steps.length) return sql`${first} AS ${place}`;
  const last = sql`arrayLastIndex(start -> start > 0, arraySlice(${attempts}, 1, ${next} - 1))`;
  return sql`if(${next} = 0, ${first}, ${last}) AS ${place}`;
}

/** From the event of the step before to the step's, in milliseconds; of no meaning where the step is not reached. */
function stepTimes(plan: FunnelPlan): Sql[] {
  return plan.steps.slice(1).map((_, index) => {
    const step = index + 2;
    return sql`times[${column("c", step)}] - times[${column("c", step - 1)}] AS ${stepTime(step)}`;
  });
}

/** The column with the time to a step. */
export function stepTime(step: number): Sql {
  return column("t", step);
}

/** A column of our own making: what it holds and the number of a step. */
function column(kind: "s" | "c" | "t", step: number): Sql {
  return new Sql([`${kind}${step}`], []);
}
