import { mkdir } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bench, type BenchOptions, type Measurement, isWithinBudget, median } from "./measurement.ts";
import { freshBench } from "./measures/fresh.ts";
import { guardedBench } from "./measures/guarded.ts";
import { startBench } from "./measures/start.ts";
import { sustainedBench } from "./measures/sustained.ts";
import { batchBench, singleBench } from "./measures/throughput.ts";
import { renderMeasurements } from "./table.ts";

/*
 * `npm run bench`: measures what DESIGN §7 sets budgets for, on this machine with everything on it, prints
 * tables and writes bench/results/<time>.json. A missed budget is a figure, not a failure.
 */

const benches: readonly Bench[] = [
  singleBench,
  batchBench,
  guardedBench,
  sustainedBench,
  freshBench,
  startBench,
];

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    runs: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  const names = benches.map(({ name }) => name).join(",");
  console.log(`npm run bench -- [--quick] [--runs=3] [--only=${names}]`);
} else {
  await runAll(chosen(), { quick: values.quick, runs: Number(values.runs ?? (values.quick ? 1 : 3)) });
}

function chosen(): readonly Bench[] {
  if (values.only === undefined) return benches;
  const names = values.only.split(",");
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) throw new Error(`there is no bench named ${unknown.join(", ")}`);
  return benches.filter(({ name }) => names.includes(name));
}

async function runAll(list: readonly Bench[], options: BenchOptions): Promise<void> {
  const results: { name: string; title: string; measurements: Measurement[] }[] = [];
  for (const bench of list) {
    console.log(`\n${bench.title}`);
    const measurements = await bench.measure(options);
    console.log(renderMeasurements(measurements));
    results.push({ name: bench.name, title: bench.title, measurements });
  }
  const missed = results.flatMap(({ measurements }) =>
    measurements.filter((one) => isWithinBudget(one) === false),
  );
  console.log(
    `\n${missed.length} budgets missed${missed.map((one) => `\n  ${one.what}: ${median(one.runs)}`).join("")}`,
  );
  console.log(`\nwritten to ${await write(results, options)}`);
}

async function write(results: unknown, options: BenchOptions): Promise<string> {
  const folder = join(import.meta.dir, "results");
  await mkdir(folder, { recursive: true });
  const at = new Date().toISOString();
  const machine = {
    cpu: cpus()[0]?.model ?? "",
    cores: cpus().length,
    bun: Bun.version,
    platform: process.platform,
  };
  const file = join(folder, `${at.replaceAll(":", "-").slice(0, 19)}.json`);
  await Bun.write(file, `${JSON.stringify({ at, machine, options, results }, null, 2)}\n`);
  return file;
}
