import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { type Config, readConfig } from "../app/config.ts";
import { type Format, formatNames } from "./import/format.ts";
import { type FormatFlags, readFormatFlags } from "./import/options.ts";
import { startProgress } from "./import/progress.ts";
import { timeFormats } from "./import/read-time.ts";
import { runImport } from "./import/run-import.ts";
import { rejectedCount, summaryLines } from "./import/summary.ts";
import { openTarget } from "./import/target.ts";

interface ImportFlags extends FormatFlags {
  readonly url?: string;
  readonly key?: string;
  readonly data?: string;
  readonly strict?: boolean;
}

/** Exit codes: 0 done, 1 done but lines were rejected and `--strict` was given, 2 not done. */
export function importCommand(): Command {
  const collect = (value: string, before: string[]): string[] => [...before, value];
  return new Command("import")
    .description("import the events of a file: plain, gzip or zstd; safe to repeat")
    .argument("<file>", "the file, or - for standard input")
    .addOption(
      new Option("-f, --format <format>", "what the file is; else its name tells").choices(formatNames),
    )
    .option(
      "--map <field=column,...>",
      "which column or key (a.b for nested ones) is which field of the event",
      collect,
      [],
    )
    .option("--set <field=text,...>", "a field that is the same for all events", collect, [])
    .addOption(
      new Option("--time-format <format>", "how times are written (default: ISO 8601 or ms)").choices(
        timeFormats,
      ),
    )
    .option("--numbers <column,...>", "properties to store as numbers", collect, [])
    .option("--delimiter <character>", "what stands between cells of a CSV file, or tab (default: ,)")
    .option("--pages-only", "of an access log, leave out assets, errors and what is no GET")
    .option("--url <url>", "import into this server (default: the one that runs on the data folder)")
    .option(
      "--key <key>",
      "key or token to import with, where the server wants one (permissions: write, read)",
    )
    .option("-d, --data <folder>", "data folder (TIDEMARK_DATA)")
    .option("--strict", "exit with 1 if a line is rejected")
    .action(async (file: string, flags: ImportFlags) => process.exit(await importFile(file, flags)));
}

async function importFile(file: string, flags: ImportFlags): Promise<number> {
  const config = readConfig();
  if (!config.ok) return fail("the configuration is not valid:", ...config.error);
  const format = readFormatFlags(file, flags);
  if (!format.ok) return fail(format.error);
  const problem = fileProblem(file);
  if (problem !== undefined) return fail(problem);
  const folder = flags.data === undefined ? {} : { dataFolder: resolve(flags.data) };
  return importInto({ ...config.value, ...folder }, file, format.value, flags);
}

async function importInto(config: Config, file: string, format: Format, flags: ImportFlags): Promise<number> {
  const interrupted = interruption();
  const target = await openTarget(config, flags.url);
  if (!target.ok) return fail(target.error);
  const { url, how, close } = target.value;
  process.stderr.write(
    `tidemark: importing ${file === "-" ? "standard input" : file} as ${format.name} ${how}\n`,
  );
  const progress = startProgress(file === "-" ? undefined : statSync(file).size, process.stderr);
  try {
    const end = await runImport({
      format,
      chunks: openFile(file),
      url,
      key: flags.key,
      progress,
      signal: interrupted,
    });
    progress.stop();
    if (!end.ok) return fail(end.error);
    for (const line of summaryLines(end.value)) console.log(line);
    if (end.value.problem !== undefined || end.value.outcome === null) return 2;
    return flags.strict === true && rejectedCount(end.value.tally, end.value.outcome) > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

function openFile(file: string): AsyncIterable<Uint8Array> {
  return file === "-" ? process.stdin : createReadStream(file, { highWaterMark: readBytes });
}

const readBytes = 256 * 1024;

/** Known before a server is started for it. */
function fileProblem(file: string): string | undefined {
  if (file === "-") return undefined;
  try {
    return statSync(file).isDirectory() ? `${file} is a folder; name a file` : undefined;
  } catch (cause) {
    return `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
  }
}

/** The first Ctrl-C ends the import in good order, the second one at once; a repeated import mends both. */
function interruption(): AbortSignal {
  const stop = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) process.exit(2);
    stop.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return stop.signal;
}

function fail(headline: string, ...lines: readonly string[]): number {
  console.error(`tidemark: ${headline}`);
  for (const line of lines) console.error(`  ${line}`);
  return 2;
}
