import { afterAll, describe, expect, test } from "bun:test";
import { copyFile, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandEnd, runCommand } from "./runner/run-command.ts";
import { toolChecks } from "./runner/tool-checks.ts";

/*
 * A tool that reads nothing finds nothing and passes. So each check runs here, by the same command and
 * with the same settings as on the project, on a good tree that it has to pass and on planted faults
 * that it has to name.
 */

const project = join(import.meta.dir, "..");
const settings = [".oxlintrc.json", ".oxfmtrc.json", "tsconfig.json", "knip.json"];
const manifest = { name: "planted", type: "module", dependencies: {} };

const goodSources = {
  "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
  "src/cli/main.ts": `import { greet } from "../greet.ts";\n\nconsole.log(await greet("world"));\n`,
  "src/greet.ts": `export async function greet(name: string): Promise<string> {\n  await Bun.sleep(1);\n  return \`Hello, \${name}\`;\n}\n`,
};

const trees: string[] = [];

/** A small project with our settings, the good sources and these on top. */
async function plant(sources: Readonly<Record<string, string>> = {}): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "tidemark-canary-"));
  trees.push(root);
  await symlink(join(project, "node_modules"), join(root, "node_modules"));
  for (const name of settings) await copyFile(join(project, name), join(root, name));
  for (const [path, source] of Object.entries({ ...goodSources, ...sources }))
    await Bun.write(join(root, path), source);
  return root;
}

function run(check: string, root: string, ...more: string[]): Promise<CommandEnd> {
  const { command } = toolChecks("node_modules", ["tsconfig.json"]).find((one) =>
    one.name.startsWith(check),
  )!;
  return runCommand([...command, ...more], { cwd: root, timeoutMs: 60_000, output: "kept" });
}

afterAll(async () => {
  for (const root of trees) await rm(root, { recursive: true });
});

describe("a good tree passes", () => {
  test.each(["format", "lint", "types", "unused code"])("%s", async (check) => {
    const end = await run(check, await plant());
    expect(end).toMatchObject({ exitCode: 0, timedOut: false });
  });
});

test("format names a file that is not formatted", async () => {
  const end = await run("format", await plant({ "src/single.ts": `export const quotes = 'single'\n` }));
  expect(end.exitCode).not.toBe(0);
  expect(end.output).toContain("src/single.ts");
});

describe("types names", () => {
  test.each([
    ["a wrong type", `export const count: number = "one";`, "TS2322"],
    ["a missing check for undefined", `export const first = (list: string[]) => list[0].length;`, "TS2532"],
    ["a missing module", `export { nowhere } from "./nowhere.ts";`, "TS2307"],
    ["an enum", `export enum Direction { Up }`, "TS1294"],
    ["a browser global", `export const title = document.title;`, "TS2584"],
  ])("%s", async (_, source, code) => {
    const end = await run("types", await plant({ "src/planted.ts": source }));
    expect(end.exitCode).not.toBe(0);
    expect(end.output).toContain(`error ${code}`);
  });
});

describe("unused code names", () => {
  test.each([
    [
      "a file",
      { "src/forgotten.ts": `export const forgotten = 1;\n` },
      /Unused files .*\n.*src\/forgotten\.ts/,
    ],
    [
      "an export",
      { "src/greet.ts": `${goodSources["src/greet.ts"]}export const spare = 1;\n` },
      /Unused exports .*\n.*spare/,
    ],
    [
      "a type",
      { "src/greet.ts": `${goodSources["src/greet.ts"]}export type Spare = 1;\n` },
      /Unused exported types .*\n.*Spare/,
    ],
    [
      "a dependency",
      { "package.json": JSON.stringify({ ...manifest, dependencies: { hono: "4" } }) },
      /Unused dependencies .*\n.*hono/,
    ],
    [
      "an import that is not installed by us",
      { "src/cli/main.ts": `import "zod";\n` },
      /Unlisted dependencies .*\n.*zod/,
    ],
  ])("%s", async (_, sources, expected) => {
    const end = await run("unused code", await plant(sources));
    expect(end.exitCode).not.toBe(0);
    expect(end.output).toMatch(expected);
  });

  test("nothing in a worker, which is named by its URL only", async () => {
    const main = `new Worker(new URL("../worker.ts", import.meta.url));\n`;
    const end = await run(
      "unused code",
      await plant({ "src/cli/main.ts": main, "src/worker.ts": `postMessage(1);\n` }),
    );
    expect(end.output).not.toContain("src/worker.ts");
  });
});

const wait = "async function wait(): Promise<boolean> {\n  await Bun.sleep(1);\n  return true;\n}\n";
const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => `  console.info(${at});`).join("\n");

/** Each of these files has exactly one fault. */
const lintFaults: readonly (readonly [rule: string, path: string, source: string])[] = [
  ["typescript(no-floating-promises)", "src/floating.ts", `${wait}wait();`],
  ["typescript(no-misused-promises)", "src/misused.ts", `${wait}export const late = wait() ? 1 : 2;`],
  ["typescript(await-thenable)", "src/thenable.ts", `const one = 1;\nexport const two = await one;`],
  [
    "typescript(return-await)",
    "src/returned.ts",
    `${wait}export async function late() {\n  try {\n    return wait();\n  } catch {\n    return false;\n  }\n}`,
  ],
  [
    "typescript(switch-exhaustiveness-check)",
    "src/switch.ts",
    `export function pick(of: "a" | "b") {\n  switch (of) {\n    case "a":\n      return 1;\n  }\n  return 2;\n}`,
  ],
  [
    "typescript(no-explicit-any)",
    "src/any.ts",
    `export function first(list: any) {\n  return String(list);\n}`,
  ],
  [
    "typescript(no-unsafe-member-access)",
    "src/unsafe.ts",
    `export const size = (text: string) => Number(JSON.parse(text).size);`,
  ],
  [
    "typescript(restrict-template-expressions)",
    "src/template.ts",
    `export const say = (what: string | undefined) => \`it is \${what}\`;`,
  ],
  ["typescript(only-throw-error)", "src/thrown.ts", `export function fail(why: string) {\n  throw why;\n}`],
  ["eslint(eqeqeq)", "src/equal.ts", `export const same = (a: number, b: number) => a == b;`],
  ["eslint(no-console)", "src/console.ts", `console.log(1);`],
  ["eslint(no-unused-vars)", "src/unused.ts", `const unused = 1;\nexport const used = 2;`],
  ["import(no-default-export)", "src/default.ts", `const one = 1;\nexport default one;`],
  [
    "import(no-cycle)",
    "src/round.ts",
    `import { about } from "./about.ts";\nexport const round = (): number => about();`,
  ],
  [
    "import(no-cycle)",
    "src/about.ts",
    `import { round } from "./round.ts";\nexport const about = (): number => round();`,
  ],
  ["unicorn(filename-case)", "src/camelCase.ts", `export const one = 1;`],
  ["eslint(max-lines)", "src/cli/long-file.ts", lines(301)],
  ["eslint(max-lines-per-function)", "src/cli/long-function.ts", `export function long() {\n${lines(61)}\n}`],
];

test("lint reports each planted fault, and nothing else", async () => {
  const sources = lintFaults.map(([, path, source]) => [path, `${source}\n`] as const);
  // One line a finding, whatever format the tool picks for this terminal or that CI.
  const end = await run("lint", await plant(Object.fromEntries(sources)), "--format=unix");
  expect(end.exitCode).not.toBe(0);
  const findings = end.output.matchAll(/^(?<path>[^:\n]+):.*\[Error\/(?<rule>.+)\]$/gm);
  const reported = Array.from(findings, ({ groups }) => `${groups?.["path"]}: ${groups?.["rule"]}`);
  expect(reported.toSorted()).toEqual(lintFaults.map(([rule, path]) => `${path}: ${rule}`).toSorted());
});
