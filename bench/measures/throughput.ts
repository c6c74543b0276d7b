import { BenchServer } from "../bench-server.ts";
import type { LoadPlan, LoadResult } from "../load/plan.ts";
import { runLoad } from "../load/run-load.ts";
import type { Bench, BenchOptions, Budget, Measurement } from "../measurement.ts";

/** Single events and batches as fast as so many connections bring them, while the loader works beside. */
export const singleBench: Bench = {
  name: "single",
  title: "One event a request (POST /collect), durable",
  measure: (options) => measureDoor(options, { door: "collect", eventsPerRequest: 1 }, [1, 16, 64, 256]),
};

export const batchBench: Bench = {
  name: "batch",
  title: "1,000 events a request (POST /events/batch), durable",
  measure: (options) =>
    measureDoor(options, { door: "events-batch", eventsPerRequest: 1_000 }, [1, 16, 64, 256]),
};

type Door = Pick<LoadPlan, "door" | "eventsPerRequest">;

/** DESIGN §7 asks for these at 64 connections. */
const budgetConnections = 64;
const rateBudgets: Readonly<Record<LoadPlan["door"], Budget>> = {
  collect: { bound: "at least", value: 30_000 },
  "events-batch": { bound: "at least", value: 250_000 },
};

async function measureDoor(
  options: BenchOptions,
  door: Door,
  connections: readonly number[],
): Promise<Measurement[]> {
  const server = await BenchServer.start();
  const measurements: Measurement[] = [];
  try {
    for (const count of connections) {
      const results: Run[] = [];
      for (let run = 0; run < options.runs; run++)
        results.push(await runOnce(options, server, door, count, run));
      measurements.push(...measurementsOf(door, count, results));
    }
  } finally {
    await server.stop();
  }
  return measurements;
}

/** With the work that it took, until everything is loaded: that says more than rates on a machine that others use. */
interface Run extends LoadResult {
  readonly serverCpuMicros: number;
  readonly storeCpuMicros: number;
}

async function runOnce(
  options: BenchOptions,
  server: BenchServer,
  door: Door,
  connections: number,
  run: number,
): Promise<Run> {
  const before = server.cpu();
  const result = await runLoad(planOf(options, server.url, door, connections, run));
  await server.drain();
  const after = server.cpu();
  const perEvent = (seconds: number) => (seconds * 1e6) / result.acceptedEvents;
  return {
    ...result,
    serverCpuMicros: perEvent(after.server - before.server),
    storeCpuMicros: perEvent(after.store - before.store),
  };
}

function planOf(options: BenchOptions, url: string, door: Door, connections: number, run: number): LoadPlan {
  return {
    url,
    ...door,
    connections,
    eventsPerSecond: null,
    warmUpMs: 1_000,
    measureMs: options.quick ? 2_000 : 5_000,
    seed: 1 + run * 1_000,
  };
}

function measurementsOf(door: Door, connections: number, results: readonly Run[]): Measurement[] {
  const what = (figure: string) => `${connections} connection${connections === 1 ? "" : "s"}: ${figure}`;
  const hasBudget = connections === budgetConnections;
  const p99Budget: Budget | undefined = door.door === "collect" ? { bound: "at most", value: 5 } : undefined;
  const measured = (figure: string, unit: string, pick: (result: Run) => number, budget?: Budget) => ({
    what: what(figure),
    unit,
    runs: results.map(pick),
    ...(hasBudget && budget !== undefined ? { budget } : {}),
  });
  return [
    measured("rate", "events/s", (result) => result.eventsPerSecond, rateBudgets[door.door]),
    measured("p50", "ms", (result) => result.p50Ms),
    measured("p99", "ms", (result) => result.p99Ms, p99Budget),
    measured("work of the server, loader included", "µs/event", (result) => result.serverCpuMicros),
    measured("work of the store", "µs/event", (result) => result.storeCpuMicros),
    ...failuresOf(what, results),
  ];
}

function failuresOf(what: (figure: string) => string, results: readonly Run[]): Measurement[] {
  const counts = results.map(({ failures }) =>
    Object.values(failures).reduce((sum, count) => sum + count, 0),
  );
  if (counts.every((count) => count === 0)) return [];
  return [{ what: what("failed requests"), unit: "", runs: counts, budget: { bound: "exactly", value: 0 } }];
}
