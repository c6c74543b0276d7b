import { expect, test } from "bun:test";
import { openApiDocument } from "./openapi.ts";
import { operations } from "./server.ts";

const json = JSON.stringify(openApiDocument(operations));

test("schemas and headers that stand in many operations are written once, and everything referred to is there", () => {
  const { components } = JSON.parse(json) as { components: Record<string, Record<string, unknown>> };
  const referred = new Set([...json.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!));
  // Ways to sign in are named, not referred to.
  const { securitySchemes: _, ...parts } = components;
  const there = Object.entries(parts).flatMap(([kind, named]) =>
    Object.keys(named).map((name) => `#/components/${kind}/${name}`),
  );
  expect([...referred].toSorted()).toEqual(there.toSorted());
  expect(there).toContain("#/components/schemas/Condition");
  expect(there).toContain("#/components/headers/Retry-After");
  expect(json).not.toContain("$defs");
});

test("every operation says that it may be too many, and what its headers tell", () => {
  const { paths } = openApiDocument(operations);
  const silent = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, described]) => !describesLimit(described))
      .map(([method]) => `${method} ${path}`),
  );
  expect(silent).toEqual([]);
  expect(describesLimit({ responses: { "200": {}, "429": {} } })).toBe(false);
});

function describesLimit(operation: unknown): boolean {
  const { responses } = operation as { responses: Record<string, { headers?: object }> };
  const headersOf = (status: string) => Object.keys(responses[status]?.headers ?? {});
  const good = Object.keys(responses).find((status) => status.startsWith("2")) ?? "";
  return headersOf("429").includes("Retry-After") && headersOf(good).includes("RateLimit-Remaining");
}

// Trees of conditions inside trees of segments, written out at each place, once made 149 MB of it.
test("the document is of a size that people and browsers can load", () => {
  expect(json.length).toBeLessThan(2_000_000);
});
