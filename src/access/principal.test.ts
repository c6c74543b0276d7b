import { expect, test } from "bun:test";
import { permissions, permissionsOfRole } from "./principal.ts";

test("each role may do what the next lower one may, and only people with a duty may send or rule", () => {
  const { viewer, analyst, admin, owner } = permissionsOfRole;
  expect([...viewer]).toEqual(["read"]);
  expect(analyst.isSupersetOf(viewer)).toBe(true);
  expect(analyst.has("ingest") || analyst.has("admin")).toBe(false);
  expect(admin).toEqual(new Set(permissions));
  expect(owner.isSupersetOf(admin)).toBe(true);
});
