import { expect, test } from "bun:test";
import { openApiDocument } from "./openapi.ts";
import { operations } from "./server.ts";

const json = JSON.stringify(openApiDocument(operations));

test("schemas that stand in many operations are written once, and everything referred to is there", () => {
  const { components } = JSON.parse(json) as { components: { schemas: Record<string, unknown> } };
  const referred = new Set([...json.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!));
  const there = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
  expect([...referred].toSorted()).toEqual(there.toSorted());
  expect(there).toContain("#/components/schemas/Condition");
  expect(json).not.toContain("$defs");
});

// Trees of conditions inside trees of segments, written out at each place, once made 149 MB of it.
test("the document is of a size that people and browsers can load", () => {
  expect(json.length).toBeLessThan(2_000_000);
});
