import { describe, expect, test } from "bun:test";
import { type Filter, allOf, filterSql } from "./filter.ts";
import { type Statement, render, sql } from "./sql.ts";

const name = { column: "name" } as const;
const value = { column: "value" } as const;
const plan = { property: "plan" } as const;

const planText = "getSubcolumn(properties, {p0:String})::Nullable(String)";

describe("a filter on a text column compares the column itself, so that its order can be used:", () => {
  const cases: [filter: Filter, text: string, params: Statement["params"]][] = [
    [{ field: name, operator: "eq", value: "a" }, "name = {p0:String}", { p0: "a" }],
    [{ field: name, operator: "eq", value: 5 }, "name = {p0:String}", { p0: "5" }],
    [{ field: name, operator: "ne", value: true }, "NOT name = {p0:String}", { p0: "true" }],
    [{ field: name, operator: "in", value: ["a", 1] }, "name IN {p0:Array(String)}", { p0: ["a", "1"] }],
    [{ field: name, operator: "not_in", value: ["a"] }, "NOT name IN {p0:Array(String)}", { p0: ["a"] }],
    [{ field: name, operator: "exists", value: true }, "name != ''", {}],
    [{ field: name, operator: "exists", value: false }, "NOT name != ''", {}],
  ];
  test.each(cases)("%j", (filter, text, params) => {
    expect(render(filterSql(filter))).toEqual({ text, params });
  });
});

describe("a filter on what may be missing answers no instead of null:", () => {
  const cases: [filter: Filter, text: string, params: Statement["params"]][] = [
    [
      { field: plan, operator: "eq", value: "pro" },
      `ifNull(${planText} = {p1:String}, false)`,
      { p0: "plan", p1: "pro" },
    ],
    [
      { field: plan, operator: "ne", value: "pro" },
      `NOT ifNull(${planText} = {p1:String}, false)`,
      { p0: "plan", p1: "pro" },
    ],
    [
      { field: plan, operator: "eq", value: 5 },
      `ifNull(toFloat64OrNull(${planText}) = {p1:Float64}, false)`,
      { p0: "plan", p1: 5 },
    ],
    [
      { field: plan, operator: "eq", value: false },
      `ifNull(${planText} = {p1:String}, false)`,
      { p0: "plan", p1: "false" },
    ],
    [
      { field: plan, operator: "between", value: [1, 2] },
      `ifNull((toFloat64OrNull(${planText}) >= {p1:Float64} AND toFloat64OrNull(${planText.replace("p0", "p2")}) <= {p3:Float64}), false)`,
      { p0: "plan", p1: 1, p2: "plan", p3: 2 },
    ],
    [{ field: value, operator: "gte", value: 1.5 }, "ifNull(value >= {p0:Float64}, false)", { p0: 1.5 }],
    [
      { field: value, operator: "eq", value: "5" },
      "ifNull(toString(value) = {p0:String}, false)",
      { p0: "5" },
    ],
    [{ field: value, operator: "exists", value: true }, "isNotNull(toString(value))", {}],
    [{ field: plan, operator: "exists", value: false }, `NOT isNotNull(${planText})`, { p0: "plan" }],
  ];
  test.each(cases)("%j", (filter, text, params) => {
    expect(render(filterSql(filter))).toEqual({ text, params });
  });

  test("every other operator is wrapped as well", () => {
    const filters: Filter[] = [
      ...(["gt", "gte", "lt", "lte"] as const).flatMap((operator) => [
        { field: plan, operator, value: 1 },
        { field: plan, operator, value: "a" },
      ]),
      ...(["contains", "starts_with", "regex"] as const).map((operator) => ({
        field: plan,
        operator,
        value: "a",
      })),
    ];
    for (const filter of filters) expect(render(filterSql(filter)).text).toMatch(/^ifNull\(.*, false\)$/);
  });
});

describe("a list of numbers and texts", () => {
  test("compares numbers as numbers and texts as texts, in one pair of brackets", () => {
    const statement = render(filterSql({ field: plan, operator: "in", value: ["a", 1, true, 2.5] }));
    const number = "toFloat64OrNull(getSubcolumn(properties, {p3:String})::Nullable(String))";
    expect(statement.text).toBe(
      `(ifNull(has({p0:Array(String)}, getSubcolumn(properties, {p1:String})::Nullable(String)), false) OR ifNull(has({p2:Array(Float64)}, ${number}), false))`,
    );
    expect(statement.params).toEqual({ p0: ["a", "true"], p1: "plan", p2: [1, 2.5], p3: "plan" });
  });

  test("that is empty matches nothing", () => {
    expect(render(filterSql({ field: plan, operator: "in", value: [] })).text).toBe("false");
    expect(render(filterSql({ field: plan, operator: "not_in", value: [] })).text).toBe("NOT false");
  });
});

describe("allOf", () => {
  test("of nothing is true", () => {
    expect(render(allOf([])).text).toBe("true");
  });

  test("joins by AND", () => {
    expect(render(allOf([sql`a`, sql`b`])).text).toBe("a AND b");
  });
});
