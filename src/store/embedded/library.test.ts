import { expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { findLibrary } from "./library.ts";

test("finds the library that npm installed", () => {
  expect(findLibrary()).toEndWith("/libchdb.so");
});

test("says what to do on a platform without one", () => {
  expect(() => findLibrary("win32", "x64")).toThrow(
    /no embedded ClickHouse for win32 on x64; set CLICKHOUSE_URL/,
  );
});

test("says what to do when it was not installed", () => {
  const problem =
    /@chdb\/lib-linux-arm64-gnu is missing; run "npm ci" without --omit=optional, or set CLICKHOUSE_URL/;
  expect(() => findLibrary("linux", "arm64", tmpdir())).toThrow(problem);
});
