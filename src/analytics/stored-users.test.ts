import { expect, test } from "bun:test";
import { withStoredUsers } from "./stored-users.ts";

const stored = (id: string) => [id, `#${id}`];
const user = { column: "user_id" } as const;

test.each([
  ["eq", "ann", "in", ["ann", "#ann"]],
  ["ne", "ann", "not_in", ["ann", "#ann"]],
  ["in", ["ann", 7], "in", ["ann", "#ann", "7", "#7"]],
  ["not_in", [], "not_in", []],
])("a condition `%s %p` becomes `%s %p`", (operator, value, expected, values) => {
  for (const field of [user, { column: "visitor_id" }]) {
    const found = withStoredUsers({ field, operator, value }, stored);
    expect(found).toEqual({ field, operator: expected, value: values });
  }
});

test("it is found at any depth: filters, trees, segments, steps; all else stays as it was", () => {
  const isAnn = { field: user, operator: "eq", value: "ann" };
  const is = { field: user, operator: "in", value: ["ann", "#ann"] };
  const other = { field: { property: "user_id" }, operator: "eq", value: "ann" };
  const part = { field: user, operator: "contains", value: "an" };
  const params = (condition: unknown) => ({
    query: {
      filters: [{ any: [{ all: [condition] }, other, part] }],
      segment: { segment: { not: { did: { event: { conditions: [condition] } } } }, asOf: 0 },
      period: { from: 1, to: undefined },
    },
    steps: [{ event: { name: "a", conditions: [condition] }, withinMs: undefined }],
    profile: condition,
    by: [user],
    limit: 3,
  });
  const asked = params(isAnn);
  expect(withStoredUsers(asked, stored)).toEqual(params(is));
  expect(asked).toEqual(params(isAnn));
});

test("what only looks like a condition, or has a foreign prototype, is left alone", () => {
  const date = new Date(5);
  for (const params of [
    null,
    5,
    "user_id",
    date,
    { field: user },
    { field: "user_id", operator: "eq", value: "a" },
  ])
    expect(withStoredUsers(params, stored)).toEqual(params);
  const odd = JSON.parse(
    '{"__proto__": {"a": 1}, "field": {"column": "user_id"}, "operator": "toString", "value": "x"}',
  );
  expect(JSON.stringify(withStoredUsers(odd, stored))).toBe(JSON.stringify(odd));
});
