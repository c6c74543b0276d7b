import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../test/harness/free-port.ts";
import { ServerProcess } from "../../test/harness/server-process.ts";
import { runLoad } from "../load/run-load.ts";
import type { Bench, BenchOptions, Measurement } from "../measurement.ts";

/** From the start of the process to the first event taken and the first question answered. */
export const startBench: Bench = {
  name: "start",
  title: "Start to first answer",
  measure: async (options) => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-bench-"));
    const empty: StartTimes[] = [];
    const filled: StartTimes[] = [];
    try {
      for (let run = 0; run < options.runs; run++)
        empty.push(await timeStart(join(folder, `empty-${run}`), ignore));
      const used = join(folder, "used");
      await timeStart(used, (url) => fill(options, url));
      for (let run = 0; run < options.runs; run++) filled.push(await timeStart(used, ignore));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return [...measurementsOf("empty folder", empty), ...measurementsOf("folder with data", filled)];
  },
};

interface StartTimes {
  readonly firstEventMs: number;
  readonly firstAnswerMs: number;
}

/** Times a start, then has `whileRunning` use the server, then ends it. */
async function timeStart(
  dataFolder: string,
  whileRunning: (url: string) => Promise<void>,
): Promise<StartTimes> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = new ServerProcess({ dataFolder, env: { PORT: String(port), LOG_LEVEL: "warn" } });
  try {
    const body = JSON.stringify({ type: "pageview", sessionId: "start", properties: { page: "/" } });
    const [firstEventMs, firstAnswerMs] = await Promise.all([
      firstGoodAnswer(server, `${url}/collect`, { method: "POST", body }),
      firstGoodAnswer(server, `${url}/api/metrics`, {}),
    ]);
    await whileRunning(url);
    return { firstEventMs, firstAnswerMs };
  } finally {
    const end = await server.terminate();
    if (end === null) await server.kill();
  }
}

async function firstGoodAnswer(server: ServerProcess, url: string, init: RequestInit): Promise<number> {
  for (;;) {
    try {
      const response = await fetch(url, init);
      await response.text();
      if (response.ok) return performance.now() - server.startedAt;
    } catch {
      // Does not listen yet.
    }
    const waitedMs = performance.now() - server.startedAt;
    if (!server.isRunning || waitedMs > 60_000)
      throw new Error(`the server did not start:\n${server.output}`);
    await Bun.sleep(5);
  }
}

async function fill(options: BenchOptions, url: string): Promise<void> {
  await runLoad({
    url,
    door: "events-batch",
    eventsPerRequest: 1_000,
    connections: 16,
    eventsPerSecond: 100_000,
    warmUpMs: 0,
    measureMs: options.quick ? 2_000 : 20_000,
    seed: 11,
  });
  await fetch(`${url}/process-events`, { method: "POST" });
}

function measurementsOf(where: string, times: readonly StartTimes[]): Measurement[] {
  const budget = { bound: "at most", value: 2_000 } as const;
  return [
    { what: `${where}: first event taken`, unit: "ms", runs: times.map((time) => time.firstEventMs), budget },
    {
      what: `${where}: first question answered`,
      unit: "ms",
      runs: times.map((time) => time.firstAnswerMs),
      budget,
    },
  ];
}

async function ignore(): Promise<void> {}
