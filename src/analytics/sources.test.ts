import { describe, expect, test } from "bun:test";
import { guardProject } from "../store/project-guard.ts";
import { scopeToProject } from "./sources.ts";

const names = ["events", "sessions", "events_15m", "dimensions_15m", "visitors_1d", "merged_visitors_1d"];

describe("a statement for one project", () => {
  test("reads each source within the project, and passes the store's own check", () => {
    for (const name of names) {
      const text = `SELECT count() FROM ${name} AS a JOIN ${name} AS b ON 1 WHERE x OR y`;
      const scoped = scopeToProject({ text, params: { other: 1 } }, "p1");
      expect(scoped.params).toEqual({ other: 1, project: "p1" });
      guardProject(scoped.text, scoped.params);
      // Without the definition that is added here, the store has nothing of that name.
      expect(scoped.text).toContain("WHERE project_id = {project:String}");
    }
  });

  test("says whether it reads rollups", () => {
    const reads = (text: string) => scopeToProject({ text, params: {} }, "p1").readsRollups;
    expect(reads("SELECT 1 FROM events_15m")).toBe(true);
    expect(reads("SELECT 1 FROM sessions")).toBe(true);
    expect(reads("SELECT 1 FROM events_15m UNION ALL SELECT 1 FROM events")).toBe(true);
    expect(reads("SELECT 1 FROM sessions WHERE x IN (SELECT y FROM events)")).toBe(false);
  });

  test("cannot bring a project of its own", () => {
    const statement = { text: "SELECT 1 FROM events", params: { project: "another" } };
    expect(scopeToProject(statement, "p1").params).toEqual({ project: "p1" });
  });

  test("may not name a table, nor read nothing", () => {
    for (const text of ["SELECT 1 FROM events_v1", "SELECT 1 FROM events, sessions_v1", "SELECT 1"]) {
      expect(() => scopeToProject({ text, params: {} }, "p1")).toThrow("broken invariant");
    }
  });
});
