import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { diskAdvice } from "./disk-problem.ts";

test("says what to do about what the system and SQLite say of a disk", () => {
  expect(diskAdvice(Object.assign(new Error("x"), { code: "ENOSPC" }))).toContain("free space");
  expect(diskAdvice(thrownBy(() => writeFileSync("/proc/no-such-folder/file", "")))).toContain("folder");
  const database = new Database(":memory:");
  database.run("PRAGMA max_page_count = 2");
  database.run("CREATE TABLE t (x)");
  const full = thrownBy(() => database.run("INSERT INTO t VALUES (zeroblob(100000))"));
  expect(diskAdvice(full)).toContain("the disk is full");
  const absent = thrownBy(() => new Database("/proc/no-such-folder/file"));
  expect(diskAdvice(absent)).toContain("may not write there");
});

test("has nothing to say about other errors", () => {
  const database = new Database(":memory:");
  expect(diskAdvice(thrownBy(() => database.run("nonsense")))).toBeUndefined();
  expect(diskAdvice(new Error("alas"))).toBeUndefined();
  expect(diskAdvice("text")).toBeUndefined();
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
