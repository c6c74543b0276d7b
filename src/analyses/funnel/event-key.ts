import { limits } from "../../kernel/limits.ts";
import { type Sql, integer, sql } from "../../query/sql.ts";
import type { FunnelPlan } from "./plan.ts";

/**
 * An event as one number of 128 bits: 44 for the time in milliseconds, 64 for the number of arrival, and the rest for the
 * mask. It is put together from two numbers of 64 bits, which costs less than shifting ones of 128.
 */
export function keySql(time: Sql, seq: Sql, mask: Sql): Sql {
  const high = sql`bitShiftLeft(${time}, ${integer(timeShift - 64)}) + bitShiftRight(${seq}, ${integer(64 - maskBits)})`;
  const low = sql`bitShiftLeft(${seq}, ${integer(maskBits)}) + ${mask}`;
  return sql`bitOr(bitShiftLeft(toUInt128(${high}), 64), toUInt128(${low}))`;
}

/** The key's time. */
export function keyTime(key: Sql): Sql {
  return sql`toUInt64(bitShiftRight(${key}, ${integer(timeShift)}))`;
}

/** The key's mask, in as few bytes as hold the bits of all steps and exclusions. */
export function keyMask(plan: FunnelPlan, key: Sql): Sql {
  return plan.selectors.length <= 8
    ? sql`toUInt8(${key})`
    : sql`bitAnd(toUInt32(${key}), ${integer(2 ** maskBits - 1)})`;
}

const maskBits = limits.funnelStepsMax;
const timeShift = maskBits + 64;
