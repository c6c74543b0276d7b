import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CommandEnd, runCommand } from "./run-command.ts";
import { parseTestReport, type TestReport } from "./test-report.ts";

/** How one test file ended. Every fault is in `failed`, also one that no single test is to blame for. */
export interface TestFileEnd extends TestReport {
  readonly output: string;
  readonly seconds: number;
}

export interface TestFileOptions {
  readonly cwd: string;
  readonly fileTimeoutMs: number;
  readonly testTimeoutMs: number;
  readonly output: "kept" | "live";
}

/**
 * Each file runs in a process of its own, because in a common one a single file that crashes, hangs
 * or calls `process.exit(0)` takes the results of all others with it, the last one even with success.
 */
export async function runTestFile(path: string, options: TestFileOptions): Promise<TestFileEnd> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-report-"));
  const reportPath = join(folder, "report.xml");
  const command = [
    process.execPath,
    "test",
    // Also ends what the tests started and left running.
    "--no-orphans",
    `--timeout=${options.testTimeoutMs}`,
    "--reporter=junit",
    `--reporter-outfile=${reportPath}`,
    `./${path}`,
  ];
  const end = await runCommand(command, { ...options, timeoutMs: options.fileTimeoutMs });
  const report = Bun.file(reportPath);
  const counts = (await report.exists()) ? parseTestReport(await report.text()) : undefined;
  await rm(folder, { recursive: true });
  const { passed, failed, skipped } = counts ?? { passed: 0, failed: [], skipped: [] };
  const unexplained = skipped.filter((name) => !saysWhatItNeeds(name));
  return {
    passed,
    failed: [
      ...failed,
      ...unexplained.map((name) => `${name} [is skipped; its name has to say why: "(needs …)"]`),
      ...faultOfWhole(end, counts, options.fileTimeoutMs),
    ],
    skipped: skipped.filter(saysWhatItNeeds),
    output: end.output,
    seconds: end.seconds,
  };
}

/** A skipped test says what it misses, in its name or its group's: "PostgreSQL (needs DATABASE_URL)". */
function saysWhatItNeeds(testName: string): boolean {
  return /\(needs [^)]+\)/.test(testName);
}

function faultOfWhole(end: CommandEnd, report: TestReport | undefined, timeoutMs: number): string[] {
  if (end.timedOut) return [`[did not end within ${timeoutMs / 1000} s]`];
  if (report === undefined)
    return ["[gave no results: it has no tests, cannot be loaded or ended the process]"];
  if (end.exitCode !== 0 && report.failed.length === 0) return ["[failed outside of its tests]"];
  return [];
}
