import { expect, test } from "bun:test";
import { insertStatement } from "./insert-statement.ts";

test("reads low-cardinality columns as what they hold, and quotes names and types", () => {
  const columns = [
    { name: "name", type: "LowCardinality(String)" },
    { name: "time", type: "DateTime64(3, 'UTC')" },
    { name: "ti`ck", type: "LowCardinality(Nullable(String))" },
  ];
  expect(insertStatement("events_v1", columns)).toBe(
    "INSERT INTO events_v1 (`name`, `time`, `ti\\`ck`) SELECT `name`, `time`, `ti\\`ck` FROM " +
      "input('`name` String, `time` DateTime64(3, \\'UTC\\'), `ti\\\\`ck` Nullable(String)') FORMAT JSONEachRow",
  );
});

test("takes only words for tables", () => {
  expect(() => insertStatement("events_v1; DROP TABLE x", [])).toThrow("a table's name is a word");
});
