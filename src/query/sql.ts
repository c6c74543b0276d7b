import type { EpochMs } from "../kernel/clock.ts";

/**
 * SQL as a value: text with holes, where a hole is either more SQL or a bound value. Values never
 * become text, they travel beside the statement; identifiers come only from the templates in our own
 * code.
 */
export class Sql {
  readonly strings: readonly string[];
  readonly holes: readonly (Sql | Bound)[];

  constructor(strings: readonly string[], holes: readonly (Sql | Bound)[]) {
    this.strings = strings;
    this.holes = holes;
  }
}

/** A value and the ClickHouse type it is read as. */
export class Bound {
  readonly type: BoundType;
  readonly value: BoundValue;

  constructor(type: BoundType, value: BoundValue) {
    this.type = type;
    this.value = value;
  }
}

type BoundType =
  | "String"
  | "Array(String)"
  | "Int64"
  | "UInt64"
  | "Array(Int64)"
  | "Float64"
  | "Array(Float64)"
  | "Bool";
type BoundValue = string | number | boolean | readonly string[] | readonly number[];

export function sql(strings: TemplateStringsArray, ...holes: (Sql | Bound)[]): Sql {
  return new Sql(strings, holes);
}

/** Joins parts with a separator, such as conditions with AND. */
export function join(
  parts: readonly Sql[],
  separator: " AND " | " OR " | ", " | " + " | " * " | "\nUNION ALL\n",
): Sql {
  if (parts.length === 0) return new Sql([""], []);
  return new Sql(["", ...Array.from({ length: parts.length - 1 }, () => separator), ""], parts);
}

export function text(value: string): Bound {
  return new Bound("String", value);
}

export function texts(values: readonly string[]): Bound {
  return new Bound("Array(String)", values);
}

export function integer(value: number): Bound {
  return new Bound("Int64", value);
}

export function integers(values: readonly number[]): Bound {
  return new Bound("Array(Int64)", values);
}

export function float(value: number): Bound {
  return new Bound("Float64", value);
}

export function floats(values: readonly number[]): Bound {
  return new Bound("Array(Float64)", values);
}

/** A moment as the type of the time columns. */
export function moment(value: EpochMs): Sql {
  return sql`fromUnixTimestamp64Milli(${integer(value)}, 'UTC')`;
}

/**
 * The first whole second from a moment on, as the type of a rollup's buckets: compared with milliseconds, each
 * bucket would be converted. What lies beyond the type's ends lies beyond all buckets.
 */
export function second(value: EpochMs): Sql {
  return sql`toDateTime(${integer(Math.min(Math.max(Math.ceil(value / 1_000), 0), lastSecond))}, 'UTC')`;
}

const lastSecond = 0xffff_ffff;

/** A statement ready to run: `{p0:String}` in the text and the value of `p0` beside it. */
export interface Statement {
  readonly text: string;
  readonly params: Readonly<Record<string, BoundValue>>;
}

export function render(fragment: Sql): Statement {
  const params: Record<string, BoundValue> = {};
  let count = 0;
  const renderHole = (hole: Sql | Bound): string => {
    if (hole instanceof Sql) return renderPart(hole);
    const name = `p${count++}`;
    params[name] = hole.value;
    return `{${name}:${hole.type}}`;
  };
  const renderPart = (part: Sql): string =>
    part.strings.reduce((before, string, index) => before + renderHole(part.holes[index - 1]!) + string);
  return { text: renderPart(fragment), params };
}
