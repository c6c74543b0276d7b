import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readMigrations } from "./migration-files.ts";

const folder = mkdtempSync(join(tmpdir(), "tidemark-migrations-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a file is its statements, rendered and without comments; its checksum is of all of it", () => {
  const text =
    "-- why;\nCREATE TABLE a {{on_cluster}} (t String); \n\nCREATE TABLE b (u String DEFAULT ';')\n  ;\n";
  write("001_first.sql", text);
  const [before] = readMigrations(folder);
  const statements = ["CREATE TABLE a  (t String)", "CREATE TABLE b (u String DEFAULT ';')"];
  expect(before).toMatchObject({ version: 1, name: "001_first", statements });
  write("001_first.sql", text.replace("why", "why not"));
  expect(readMigrations(folder)[0]!.checksum).not.toBe(before!.checksum);
});

test("a gap in the numbers and an unknown placeholder are mistakes of ours", () => {
  write("003_third.sql", "SELECT 3;");
  expect(() => readMigrations(folder)).toThrow("without a gap");
  rmSync(join(folder, "003_third.sql"));
  write("002_second.sql", "SELECT {{nothing}};");
  expect(() => readMigrations(folder)).toThrow("nothing is declared");
});

function write(file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}
