import { expect, test } from "bun:test";
import { join } from "node:path";
import { z } from "zod";
import { environment } from "../../src/app/config.ts";
import { expectGolden } from "../harness/golden-file.ts";

/*
 * docs/configuration.md says of every key what src/app/config.ts says. After a wanted change:
 * TIDEMARK_UPDATE=1 writes it anew.
 */

const file = join(import.meta.dir, "..", "..", "docs", "configuration.md");

test("docs/configuration.md is the one that the schema of the environment makes", async () => {
  await expectGolden(file, configurationDocument());
});

test("every key has a sentence", () => {
  for (const [key, { description = "" }] of Object.entries(keys())) {
    expect({ key, description }).toMatchObject({ description: expect.stringMatching(/^[A-Z].*\.$/) });
  }
});

/** What JSON Schema tells of a key. */
interface Key {
  readonly description?: string;
  readonly default?: string | number;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

function keys(): Readonly<Record<string, Key>> {
  const schema = z.toJSONSchema(environment, { io: "output", unrepresentable: "any" });
  return schema.properties as Record<string, Key>;
}

function configurationDocument(): string {
  const rows = Object.entries(keys()).map(([name, key]) => [
    `\`${name}\``,
    key.default === undefined ? "" : `\`${key.default}\``,
    valuesOf(key),
    key.description ?? "",
  ]);
  return [
    "# Configuration",
    "",
    "All of it comes from environment variables; every one has a default that works. An empty one counts as absent.",
    "A wrong one ends the start with a line that names it. This page is made from `src/app/config.ts`.",
    "",
    ...table([["Key", "Default", "Values", "Meaning"], ...rows]),
    "",
  ].join("\n");
}

function valuesOf({ type, format, minimum, maximum, ...key }: Key): string {
  if (key.enum !== undefined) return key.enum.map((value) => `\`${value}\``).join(", ");
  if (minimum === undefined) return format === "uri" ? "URL" : "text";
  const isOpen = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER;
  return `${type === "integer" ? "whole number" : "number"}, ${isOpen ? `at least ${minimum}` : `${minimum} to ${maximum}`}`;
}

/** A table as the formatter writes it: cells of one column are of one width. */
function table(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const [head, ...body] = rows;
  return [line(head!), line(widths.map((width) => "-".repeat(width))), ...body.map(line)];
}
