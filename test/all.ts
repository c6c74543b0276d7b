import { join } from "node:path";
import { runCommand } from "./runner/run-command.ts";
import { runTestFile, type TestFileOptions } from "./runner/run-test-file.ts";
import { toolChecks } from "./runner/tool-checks.ts";

/*
 * The test command. Runs every check and every test, goes on after a failure, and ends with one line
 * that adds up: `N passed, N failed, N skipped`. Each tool counts as one check. With `--quick` it runs
 * only what needs no server and takes seconds: the tools and the architecture test.
 */

const project = join(import.meta.dir, "..");
const quick = process.argv.includes("--quick");
const minuteMs = 60_000;

const total = { passed: 0, failed: [] as string[], skipped: [] as string[] };

const tsconfigs = ["tsconfig.json", ...(await list("*/tsconfig.json"))];
for (const check of toolChecks("node_modules", tsconfigs)) {
  const end = await runCommand(check.command, { cwd: project, timeoutMs: 5 * minuteMs, output: "kept" });
  if (end.exitCode === 0) total.passed += 1;
  else total.failed.push(`${check.name} [${end.timedOut ? "did not end" : check.advice}]`);
  report(check.name, end.exitCode === 0, end.seconds, end.output);
}

const usual: Omit<TestFileOptions, "cwd"> = {
  fileTimeoutMs: 5 * minuteMs,
  testTimeoutMs: minuteMs / 2,
  output: "kept",
};
const patient: Omit<TestFileOptions, "cwd"> = {
  fileTimeoutMs: 10 * minuteMs,
  testTimeoutMs: 5 * minuteMs,
  output: "live",
};

if (quick) {
  await runTests(["test/architecture.test.ts"], usual);
} else {
  const all = await list("{src,test,web,sdk,bench}/**/*.test.{ts,tsx}");
  const slow = all.filter((path) => /^test\/(?:crash|browser)\//.test(path));
  const fast = all.filter((path) => !slow.includes(path));
  if (fast.length === 0) total.failed.push("tests [none were found]");
  await runTests(fast, usual);
  await runTests(slow, patient);
}

for (const name of total.skipped) console.log(`skipped: ${name}`);
for (const name of total.failed) console.log(`failed: ${name}`);
console.log(`${total.passed} passed, ${total.failed.length} failed, ${total.skipped.length} skipped`);
process.exitCode = total.failed.length === 0 ? 0 : 1;

async function runTests(paths: readonly string[], options: Omit<TestFileOptions, "cwd">): Promise<void> {
  for (const path of paths) {
    const end = await runTestFile(path, { cwd: project, ...options });
    total.passed += end.passed;
    total.failed.push(...end.failed.map((name) => `${path} > ${name}`));
    total.skipped.push(...end.skipped.map((name) => `${path} > ${name}`));
    report(`${path}: ${end.passed} passed`, end.failed.length === 0, end.seconds, end.output);
  }
}

async function list(pattern: string): Promise<string[]> {
  const paths = await Array.fromAsync(new Bun.Glob(pattern).scan({ cwd: project }));
  return paths.filter((path) => !path.includes("node_modules/")).toSorted();
}

function report(what: string, good: boolean, seconds: number, output: string): void {
  console.log(`${good ? "ok  " : "FAIL"} ${what} (${seconds.toFixed(1)} s)`);
  if (!good && output !== "") console.log(output.trimEnd());
}
