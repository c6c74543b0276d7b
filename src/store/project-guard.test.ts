import { describe, expect, test } from "bun:test";
import { guardProject } from "./project-guard.ts";

const own = "FROM events_v1 WHERE project_id = {project:String}";

function refusal(sql: string, params: Record<string, unknown> = { project: "p" }): string | null {
  try {
    guardProject(sql, params);
    return null;
  } catch (cause) {
    return (cause as Error).message;
  }
}

describe("the guard lets pass", () => {
  test.each([
    `SELECT count() ${own}`,
    `WITH events AS (SELECT * ${own}) SELECT name FROM events WHERE a OR b`,
    `SELECT * ${own} AND (name = 'a' OR name = 'b') ORDER BY time`,
    `SELECT a FROM (SELECT a ${own} GROUP BY a) WHERE x OR y`,
    `SELECT 1 ${own} UNION ALL SELECT 2 FROM sessions_v1 WHERE project_id = {project:String}`,
    "SELECT 1 FROM sessions_v1 FINAL WHERE project_id = {project:String} AND events > 1",
    `SELECT 1 FROM db.events_v1 WHERE project_id = {project:String}`,
    "SELECT 1 FROM `events_v1` WHERE project_id = {project:String} LIMIT 1",
    // What stands in texts and comments is not read.
    `SELECT 'FROM events_v1', 'it''s \\' events_v1' ${own} /* FROM sessions_v1 */ -- FROM sessions_v1\n`,
    "SELECT number FROM numbers(10)",
    "SELECT name FROM system.tables",
    "SELECT 1",
  ])("%s", (sql) => {
    expect(refusal(sql)).toBeNull();
  });
});

describe("the guard refuses", () => {
  test.each([
    ["no condition", "SELECT count() FROM events_v1"],
    ["another condition", "SELECT count() FROM events_v1 WHERE name = {project:String}"],
    ["the opposite", "SELECT count() FROM events_v1 WHERE project_id != {project:String}"],
    ["a list", "SELECT count() FROM events_v1 WHERE project_id IN ({project:String}, 'x')"],
    ["a value in the text", "SELECT count() FROM events_v1 WHERE project_id = 'p'"],
    ["another parameter", "SELECT count() FROM events_v1 WHERE project_id = {other:String}"],
    ["a comparison of the comparison", `SELECT count() ${own} = 0`],
    ["an OR beside it", `SELECT count() ${own} OR 1`],
    ["an OR after an AND", `SELECT count() ${own} AND (a OR b) or 1`],
    ["an OR behind a comment", `SELECT count() ${own}/**/OR/**/1`],
    ["a join", `SELECT 1 FROM events JOIN events_v1 ON 1 WHERE project_id = {project:String}`],
    ["a list of tables", `SELECT 1 FROM numbers(1), events_v1 WHERE project_id = {project:String}`],
    ["FINAL without it", "SELECT 1 FROM sessions_v1 FINAL WHERE name = 'n'"],
    ["an alias between", "SELECT 1 FROM events_v1 AS e WHERE project_id = {project:String}"],
    ["IN with a table", `SELECT 1 ${own} AND name IN sessions_v1`],
    ["a second table without it", `SELECT 1 ${own} AND 1 IN (SELECT 1 FROM sessions_v1)`],
    ["a view that is written to", "SELECT 1 FROM events_15m_mv_v1"],
    ["a quoted name", 'SELECT 1 FROM "events_v1"'],
    ["a table by the name of another", "SELECT 1 FROM merge('default', 'events.*')"],
    ["another server", "SELECT 1 FROM remote('10.0.0.1', 'default', 'x')"],
    ["a table whose name is a value", "SELECT 1 FROM {table:Identifier}"],
    ["a file", "SELECT * FROM file('/etc/passwd')"],
    ["a comment that hides the condition", "SELECT 1 FROM events_v1 -- WHERE project_id = {project:String}"],
    ["a text that is the condition", "SELECT 1 FROM events_v1 WHERE 'project_id = {project:String}'"],
  ])("%s", (_, sql) => {
    expect(refusal(sql)).toMatch(/a question reads/);
  });

  test("a statement whose project has no value", () => {
    for (const params of [{}, { project: "" }, { project: null }, { project: ["p"] }, { other: "p" }]) {
      expect(refusal(`SELECT 1 ${own}`, params)).toContain("without a project");
    }
  });
});
