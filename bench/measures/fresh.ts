import { BenchServer } from "../bench-server.ts";
import { runLoad } from "../load/run-load.ts";
import { type Bench, type BenchOptions, quantile } from "../measurement.ts";

/** From the answer to an event until a question finds it, while others send 1,000 events a second. */
export const freshBench: Bench = {
  name: "fresh",
  title: "From accepted to queryable",
  measure: async (options) => {
    const server = await BenchServer.start();
    try {
      const runs: number[][] = [];
      for (let run = 0; run < options.runs; run++) runs.push(await sample(options, server, run));
      return [
        { what: "p50", unit: "ms", runs: runs.map((waits) => quantile(waits, 0.5)) },
        {
          what: "p95",
          unit: "ms",
          runs: runs.map((waits) => quantile(waits, 0.95)),
          budget: { bound: "at most", value: 1_000 },
        },
      ];
    } finally {
      await server.stop();
    }
  },
};

async function sample(options: BenchOptions, server: BenchServer, run: number): Promise<number[]> {
  const count = options.quick ? 10 : 60;
  const load = runLoad({
    url: server.url,
    door: "collect",
    eventsPerRequest: 1,
    connections: 16,
    eventsPerSecond: 1_000,
    warmUpMs: 0,
    measureMs: count * 700,
    seed: 3 + run,
  });
  const waits: number[] = [];
  for (let index = 0; index < count; index++) {
    waits.push(await waitOf(server, `fresh-${run}-${index}`));
    // Not in step with the loader's batches.
    await Bun.sleep(Math.random() * 200);
  }
  await load;
  return waits;
}

async function waitOf(server: BenchServer, name: string): Promise<number> {
  const body = JSON.stringify({ type: name, userId: "fresh" });
  const accepted = await fetch(`${server.url}/events`, { method: "POST", body });
  await accepted.text();
  const acceptedAt = performance.now();
  const query = `${server.url}/events?type=${name}&startTime=${Date.now() - 60_000}&limit=1`;
  for (;;) {
    const found = (await (await fetch(query)).json()) as unknown[];
    if (found.length > 0) return performance.now() - acceptedAt;
    await Bun.sleep(10);
  }
}
