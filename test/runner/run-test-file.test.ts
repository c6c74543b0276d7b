import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTestFile, type TestFileEnd } from "./run-test-file.ts";

/*
 * The runner decides whether the project is sound, so its own mistake would be to call a broken test
 * file good. Each of these planted files is broken in another way.
 */

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-runner-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function runPlanted(source: string, fileTimeoutMs = 20_000): Promise<TestFileEnd> {
  const imports = `import { afterAll, describe, expect, test } from "bun:test";\n`;
  await Bun.write(join(folder, "planted.test.ts"), imports + source);
  return runTestFile("planted.test.ts", { cwd: folder, fileTimeoutMs, testTimeoutMs: 5_000, output: "kept" });
}

/** A killed process stays in the process table until its new parent has noticed. */
async function waitUntilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await Bun.sleep(10);
  }
}

test("counts what passes, and names what fails with its groups", async () => {
  const end = await runPlanted(`
    test("one", () => {});
    describe("a & <b>", () => {
      test("two", () => {});
      test("three", () => { expect(1).toBe(2); });
    });`);
  expect(end).toMatchObject({ passed: 2, failed: ["a & <b> > three"], skipped: [] });
  expect(end.output).toContain("Expected: 2");
});

test("lists a skipped test with what it needs", async () => {
  const end = await runPlanted(`
    test("one", () => {});
    describe.skipIf(true)("PostgreSQL (needs DATABASE_URL)", () => { test("two", () => {}); });`);
  expect(end).toMatchObject({ passed: 1, failed: [], skipped: ["PostgreSQL (needs DATABASE_URL) > two"] });
});

test.each([
  [
    "a skipped test that does not say why",
    `test.skip("two", () => {});`,
    "two [is skipped; its name has to say why",
  ],
  ["a test that is still to be written", `test.todo("two");`, "two [is skipped; its name has to say why"],
  ["a failing hook", `afterAll(() => { throw new Error("late"); });`, "(unnamed)"],
  ["an error outside of tests", `throw new Error("at the top");`, "[gave no results"],
  ["a missing module", `import "./nowhere.ts";`, "[gave no results"],
  ["an early end of the process", `test("two", () => { process.exit(0); });`, "[gave no results"],
  ["a crash", `test("two", () => { process.kill(process.pid, "SIGSEGV"); });`, "[gave no results"],
])("fails %s", async (_, source, fault) => {
  const end = await runPlanted(`test("one", () => {});\n${source}`);
  expect(end.failed).toHaveLength(1);
  expect(end.failed[0]).toStartWith(fault);
});

test("fails a file without tests", async () => {
  const end = await runPlanted(`expect(1).toBe(1);`);
  expect(end.failed).toEqual(["[gave no results: it has no tests, cannot be loaded or ended the process]"]);
});

test("ends a file that hangs, with everything it started", async () => {
  const end = await runPlanted(
    `test("two", async () => {
      const child = Bun.spawn(["sleep", "300"]);
      await Bun.write("${folder}/pid", String(child.pid));
      for (;;);
    });`,
    1_500,
  );
  expect(end.failed).toEqual(["[did not end within 1.5 s]"]);
  await waitUntilGone(Number(await Bun.file(join(folder, "pid")).text()));
});

test("ends what a test left behind", async () => {
  const end = await runPlanted(`test("two", async () => {
    await Bun.write("${folder}/pid", String(Bun.spawn(["sleep", "300"]).pid));
  });`);
  expect(end).toMatchObject({ passed: 1, failed: [] });
  await waitUntilGone(Number(await Bun.file(join(folder, "pid")).text()));
});

/** On a machine that has everything nothing is skipped, so a name without a reason would fail only elsewhere. */
test("every test that may be skipped says what it needs", async () => {
  const root = join(import.meta.dir, "..", "..");
  const files = await Array.fromAsync(new Bun.Glob("{src,test}/**/*.test.ts").scan({ cwd: root }));
  const sources = await Promise.all(files.map((file) => Bun.file(join(root, file)).text()));
  const names = sources.flatMap((source) =>
    [...source.matchAll(/\.skipIf\([^\n]*?\)\(\s*(["'`].*?["'`]),/g)].map((match) => match[1]!),
  );
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !/\(needs [^)]+\)/.test(name))).toEqual([]);
});
