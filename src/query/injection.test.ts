import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { columnNames, fieldExists, fieldNumber, fieldText, propertyText } from "./columns.ts";
import { type Condition, conditionSql, selectorSql } from "./condition.ts";
import { type Filter, type Scalar, filterSql } from "./filter.ts";
import { groupKeySql } from "./group-key.ts";
import { type FieldStatistic, fieldStatistics, metricFromRollupSql, metricSql } from "./metric.ts";
import { type Query, eventCondition, everything, rollupCondition } from "./query.ts";
import { type Segment, inSegmentSql } from "./segment.ts";
import { type Sql, join, moment, render, sql, text, texts } from "./sql.ts";

/**
 * For every builder: whatever text comes from outside, the statement is letter for letter the one
 * that harmless text gives, and what came from outside is found among the parameters. So no outside
 * text is ever a part of the SQL.
 */
const hostileTexts = [
  "'; DROP TABLE events_v1; --",
  "' OR 1=1 --",
  "\\' OR 1=1 --",
  '"; SELECT * FROM events_v1 WHERE "',
  "`name`) UNION ALL SELECT * FROM system.users --",
  "/* comment */",
  "{p0:String}",
  "{project:String}",
  ["$", "{text}"].join(""),
  "%s %d ?",
  "a\u0000b\nc\td",
  "\ud800",
  "‘smart’ quotes",
  "x'; SET readonly=0; SELECT sleep(3); --",
];

const outside = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: "binary", minLength: 1 }));

describe("no text from outside becomes SQL:", () => {
  const builders: [name: string, build: (outside: string) => Sql | Sql[]][] = [
    ["a bound text", (given) => sql`SELECT ${text(given)}`],
    ["a bound list of texts", (given) => sql`SELECT ${texts([given, given])}`],
    ["joined parts", (given) => join([sql`a = ${text(given)}`, sql`b = ${text(given)}`], " OR ")],
    ["a property as text", (given) => propertyText(given)],
    ["a field as text", (given) => fieldText({ property: given })],
    ["a field as number", (given) => fieldNumber({ property: given })],
    ["whether a field exists", (given) => fieldExists({ property: given })],
    [
      "every filter on every column",
      (given) => columnNames.flatMap((column) => filtersOn({ column }, given).map(filterSql)),
    ],
    ["every filter on a property", (given) => filtersOn({ property: given }, given).map(filterSql)],
    ["a tree of conditions", (given) => conditionSql(conditionOf(given))],
    ["a selector of events", (given) => selectorSql({ name: given, conditions: [conditionOf(given)] })],
    ["a group's key", (given) => groupKeySql({ property: given })],
    ["a count of one name", (given) => metricSql({ of: "events", name: given }, everything)],
    ["the same from the rollup", (given) => metricFromRollupSql({ of: "events", name: given })!],
    [
      "every statistic of a property",
      (given) =>
        fieldStatistics.map((of: FieldStatistic) =>
          metricSql({ of, field: { property: given } }, everything),
        ),
    ],
    ["a segment", (given) => inSegmentSql(segmentOf(given), 1)],
    ["a query's condition", (given) => eventCondition(queryOf(given))],
  ];
  test.each(builders)("%s", (_, build) => {
    const listOf = (given: string) => [build(given)].flat().map((part) => render(part));
    const harmless = listOf("harmless").map((statement) => statement.text);
    fc.assert(
      fc.property(outside, (given) => {
        const statements = listOf(given);
        expect(statements.map((statement) => statement.text)).toEqual(harmless);
        const bound = statements.flatMap((statement) => Object.values(statement.params)).flat();
        expect(bound).toContain(given);
      }),
    );
  });

  test("a rollup's condition, which takes no text at all", () => {
    const harmless = render(rollupCondition(queryOf("harmless"))).text;
    for (const given of hostileTexts) expect(render(rollupCondition(queryOf(given))).text).toBe(harmless);
  });
});

describe("no value of another type becomes SQL either:", () => {
  test("numbers, also those that are no plain digits", () => {
    for (const number of [0, -1, 1e21, 5e-324, Number.NaN, Infinity, -Infinity]) {
      expect(render(moment(number)).text).toBe(render(moment(1)).text);
      const filters = filtersOn({ property: "a" }, number).map((filter) => render(filterSql(filter)).text);
      expect(filters).toEqual(
        filtersOn({ property: "a" }, 1).map((filter) => render(filterSql(filter)).text),
      );
    }
  });

  test("a text where the types promise a number", () => {
    const value = "1) OR (1=1" as unknown as number;
    const statement = render(
      filterSql({ field: { column: "value" }, operator: "between", value: [value, value] }),
    );
    expect(statement.text).not.toContain("1=1");
  });
});

test("a field that is no declared column has no SQL", () => {
  for (const column of [...hostileTexts, "ip_hash", "__proto__", "constructor"]) {
    expect(() => render(fieldText({ column: column as "name" }))).toThrow();
  }
});

function filtersOn(field: Filter["field"], value: Scalar): Filter[] {
  const words = String(value);
  const orders = (["gt", "gte", "lt", "lte"] as const).map((operator) => ({
    field,
    operator,
    value: typeof value === "number" ? value : words,
  }));
  const number = typeof value === "number" ? value : 1;
  return [
    { field, operator: "eq", value },
    { field, operator: "ne", value },
    { field, operator: "in", value: [value, words, true] },
    { field, operator: "not_in", value: [value] },
    ...orders,
    { field, operator: "contains", value: words },
    { field, operator: "starts_with", value: words },
    { field, operator: "regex", value: words },
    { field, operator: "between", value: [number, number] },
    { field, operator: "exists", value: true },
    { field, operator: "exists", value: false },
  ];
}

function queryOf(given: string): Query {
  return {
    ...everything,
    period: { from: 1, to: 2 },
    zone: given,
    filters: [conditionOf(given), ...filtersOn({ column: "name" }, given)],
    segment: { segment: segmentOf(given), asOf: 1 },
  };
}

function conditionOf(given: string): Condition {
  const filters = filtersOn({ property: given }, given);
  return { any: [{ all: filters }, { any: [] }, { all: [] }, ...filtersOn({ column: "name" }, given)] };
}

function segmentOf(given: string): Segment {
  const profiles = filtersOn({ property: given }, given).map((profile) => ({ profile }));
  const did = {
    event: { name: given, conditions: [conditionOf(given)] },
    atLeast: 1,
    atMost: 2,
    withinDays: 3,
  };
  return { any: [{ all: profiles }, { not: { did } }] };
}
