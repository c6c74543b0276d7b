import { expect, test } from "bun:test";
import { insertStatement } from "./insert-statement.ts";
import { loadingMayGoOn } from "./while-loading-stands.ts";

test("reads low-cardinality columns as what they hold, fills in numbers that are left out, and quotes names and types", () => {
  const columns = [
    { name: "name", type: "LowCardinality(String)", fallback: "" },
    { name: "time", type: "DateTime64(3, 'UTC')", fallback: "" },
    { name: "ti`ck", type: "LowCardinality(Nullable(String))", fallback: "" },
    { name: "factor", type: "UInt32", fallback: "1" },
  ];
  expect(insertStatement("events_v1", columns)).toBe(
    "INSERT INTO events_v1 (`name`, `time`, `ti\\`ck`, `factor`) SELECT `name`, `time`, `ti\\`ck`, ifNull(`factor`, 1) FROM " +
      "input('`name` String, `time` DateTime64(3, \\'UTC\\'), `ti\\\\`ck` Nullable(String), `factor` Nullable(UInt32)') " +
      `WHERE ${loadingMayGoOn} FORMAT JSONEachRow`,
  );
});

test("takes only words for tables", () => {
  expect(() => insertStatement("events_v1; DROP TABLE x", [])).toThrow("a table's name is a word");
});
