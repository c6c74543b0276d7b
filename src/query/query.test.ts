import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { hourMs, minuteMs } from "../kernel/clock.ts";
import { columnNames, fieldExists, fieldNumber, fieldText, isColumnName, propertyText } from "./columns.ts";
import { periodConditions } from "./period.ts";
import { type Query, eventCondition, everything, isPageViewSql, rollupCondition } from "./query.ts";
import { type Cut, daysCut, rollupCut, rollupGrainMs } from "./rollup.ts";
import { render, sql } from "./sql.ts";

const day = (operator: string, index: number) => `toDate(events.time) ${operator} toDate({p${index}:Int64})`;
const moment = (index: number) => `fromUnixTimestamp64Milli({p${index}:Int64}, 'UTC')`;

describe("the condition of a query", () => {
  test("leaves out bots and nothing else, if nothing else is asked", () => {
    expect(render(eventCondition(everything))).toEqual({ text: "NOT is_bot", params: {} });
    expect(render(eventCondition({ ...everything, includeBots: true })).text).toBe("true");
  });

  test("is the half-open period, then the filters, then the bots", () => {
    const query: Query = {
      ...everything,
      period: { from: 1_000, to: 2_000 },
      filters: [
        { field: { column: "name" }, operator: "eq", value: "signup" },
        { field: { column: "country" }, operator: "ne", value: "DE" },
      ],
    };
    expect(render(eventCondition(query))).toEqual({
      text: `${day(">=", 0)} AND ${day("<=", 1)} AND events.time >= ${moment(2)} AND events.time < ${moment(3)} AND name = {p4:String} AND NOT country = {p5:String} AND NOT is_bot`,
      params: { p0: 0, p1: 0, p2: 1_000, p3: 2_000, p4: "signup", p5: "DE" },
    });
  });

  test("has only the ends that are given, an end at the epoch among them", () => {
    const bound = (period: Query["period"]) =>
      render(eventCondition({ ...everything, period, includeBots: true })).text;
    expect(bound({ from: 0 })).toBe(`${day(">=", 0)} AND events.time >= ${moment(1)} AND true`);
    expect(bound({ to: 0 })).toBe(`${day("<=", 0)} AND events.time < ${moment(1)} AND true`);
  });

  test("names days that the store's dates reach, whatever the period's ends are", () => {
    const days = (from: number, to: number) => {
      const { p0, p1 } = render(eventCondition({ ...everything, period: { from, to } })).params;
      return [p0, p1];
    };
    expect(days(Date.UTC(2024, 1, 29, 23, 59), Date.UTC(2024, 2, 1))).toEqual([19_782, 19_782]);
    expect(days(-1, Date.UTC(9999, 0))).toEqual([0, 65_535]);
  });

  test("for rollups speaks of their bucket", () => {
    const query = { ...everything, period: { from: 900_000, to: 1_800_001 } };
    const { text, params } = render(rollupCondition(query));
    expect(text).toBe(
      "bucket >= toDateTime({p0:Int64}, 'UTC') AND bucket < toDateTime({p1:Int64}, 'UTC') AND NOT is_bot",
    );
    // A bucket's start is before an end exactly when it is before the next whole second.
    expect(params).toEqual({ p0: 900, p1: 1_801 });
    expect(render(rollupCondition(query, sql`b.bucket`)).text).toStartWith("b.bucket >= ");
  });

  test("for rollups keeps every bucket where a range goes beyond what their type can tell", () => {
    const query = { ...everything, period: { from: -1e12, to: 8e15 } };
    expect(render(rollupCondition(query)).params).toEqual({ p0: 0, p1: 0xffff_ffff });
  });

  test("of a period can be put on any column", () => {
    expect(periodConditions({}, sql`x`)).toEqual([]);
    expect(periodConditions({ from: 1, to: 2 }, sql`x`).map((part) => render(part).text)).toEqual([
      `x >= ${moment(0)}`,
      `x < ${moment(0)}`,
    ]);
  });

  test("of page views binds their names", () => {
    expect(render(isPageViewSql)).toEqual({
      text: "name IN {p0:Array(String)}",
      params: { p0: ["pageview", "page_view", "$pageview", "page"] },
    });
  });
});

describe("the cut of a period", () => {
  const within = (from: number | undefined, to: number | undefined): Query => ({
    ...everything,
    period: { from, to },
  });
  const grain = rollupGrainMs;

  test("leaves nothing beside the whole buckets where its ends lie on quarters of an hour, or are open", () => {
    // The last one: Kathmandu's midnight, at an offset of 5:45.
    const starts = [undefined, 0, grain, 24 * hourMs - 345 * minuteMs];
    for (const from of starts) {
      expect(rollupCut(within(from, undefined))).toEqual({ whole: { from, to: undefined }, edges: [] });
    }
  });

  test("takes what remains on either side apart", () => {
    expect(rollupCut(within(1, 3 * grain + 5))).toEqual({
      whole: { from: grain, to: 3 * grain },
      edges: [
        { from: 1, to: grain },
        { from: 3 * grain, to: 3 * grain + 5 },
      ],
    });
    expect(daysCut(within(undefined, 25 * hourMs))).toEqual({
      whole: { from: undefined, to: 24 * hourMs },
      edges: [{ from: 24 * hourMs, to: 25 * hourMs }],
    });
  });

  test("is none without a whole bucket, with a filter, or with a segment", () => {
    expect(rollupCut(within(1, 2 * grain - 1))).toBeNull();
    expect(rollupCut(within(grain, grain))).toBeNull();
    const filters = [{ field: { column: "name" }, operator: "eq", value: "x" }] as const;
    expect(rollupCut({ ...everything, filters })).toBeNull();
    expect(daysCut({ ...everything, segment: { segment: { all: [] }, asOf: 0 } })).toBeNull();
  });

  test("has every moment of the period in exactly one of its pieces, and no other moment", () => {
    const pieces = ({ whole, edges }: Cut, time: number) =>
      [whole, ...edges].filter(({ from, to }) => from! <= time && time < to!).length;
    const time = fc.nat({ max: 8 * grain });
    fc.assert(
      fc.property(time, time, time, (one, other, at) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const cut = rollupCut(within(from, to));
        if (cut === null)
          return expect(Math.ceil(from / grain)).toBeGreaterThanOrEqual(Math.floor(to / grain));
        for (const ms of [at, from, to, from - 1, to - 1, cut.whole.from!, cut.whole.to!]) {
          expect(pieces(cut, ms)).toBe(from <= ms && ms < to ? 1 : 0);
        }
      }),
    );
  });
});

describe("a column", () => {
  test.each(columnNames)("%s maps to an identifier of our own", (column) => {
    expect(isColumnName(column)).toBe(true);
    const { text, params } = render(fieldText({ column }));
    expect(text).toMatch(/^(?:toString\()?[a-z_]+\)?$/);
    expect(text).toContain(column);
    expect(params).toEqual({});
  });

  test.each([
    "",
    "time",
    "project_id",
    "ip_hash",
    "properties",
    "NAME",
    "name; DROP",
    "__proto__",
    "constructor",
    "toString",
  ])("%j is none", (column) => {
    expect(isColumnName(column)).toBe(false);
  });

  test("reads as a number only where it is one", () => {
    expect(render(fieldNumber({ column: "value" })).text).toBe("value");
    expect(render(fieldNumber({ column: "os_version" })).text).toBe("toFloat64OrNull(os_version)");
  });

  test("exists when it is not empty, a number when it is not null", () => {
    expect(render(fieldExists({ column: "user_id" })).text).toBe("user_id != ''");
    expect(render(fieldExists({ column: "value" })).text).toBe("isNotNull(toString(value))");
  });
});

describe("a property", () => {
  test("is reached by a bound key", () => {
    expect(render(propertyText("cart.total"))).toEqual({
      text: "getSubcolumn(properties, {p0:String})::Nullable(String)",
      params: { p0: "cart.total" },
    });
  });
});
