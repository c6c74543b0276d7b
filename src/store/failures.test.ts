import { expect, test } from "bun:test";
import { ClickHouseError } from "@clickhouse/client";
import { insertFailure, queryFailure } from "./failures.ts";

test("only errors that blame the rows are final", () => {
  const final = [
    "INCORRECT_DATA",
    "CANNOT_PARSE_NUMBER",
    "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
    "TYPE_MISMATCH",
  ];
  const passing = [
    "TOO_MANY_PARTS",
    "MEMORY_LIMIT_EXCEEDED",
    "UNKNOWN_TABLE",
    "NOT_ENOUGH_SPACE",
    "TIMEOUT_EXCEEDED",
  ];
  for (const type of final)
    expect([type, insertFailure(clickHouseError(type)).retryable]).toEqual([type, false]);
  for (const type of passing)
    expect([type, insertFailure(clickHouseError(type)).retryable]).toEqual([type, true]);
  expect(insertFailure(new Error("connect ECONNREFUSED"))).toEqual({
    retryable: true,
    type: "",
    message: "connect ECONNREFUSED",
  });
});

test("a failure of an insert carries ClickHouse's words, but not endlessly", () => {
  const { type, message } = insertFailure(clickHouseError("INCORRECT_DATA", "x".repeat(5_000)));
  expect([type, message.length]).toEqual(["INCORRECT_DATA", 1_000]);
});

test("a failure of a query has a code of the registry and keeps its cause", () => {
  const expected = {
    TIMEOUT_EXCEEDED: "query_timeout",
    MEMORY_LIMIT_EXCEEDED: "query_too_large",
    TOO_MANY_ROWS_OR_BYTES: "query_too_large",
    TOO_MANY_SIMULTANEOUS_QUERIES: "too_many_queries",
    NETWORK_ERROR: "store_unavailable",
    SYNTAX_ERROR: "internal",
  };
  for (const [type, code] of Object.entries(expected)) {
    const cause = clickHouseError(type);
    expect(queryFailure(cause)).toMatchObject({ code, cause });
  }
  expect(queryFailure(new Error("read ECONNRESET")).code).toBe("store_unavailable");
});

function clickHouseError(type: string, message = "words"): ClickHouseError {
  return new ClickHouseError({ code: "1", type, message });
}
