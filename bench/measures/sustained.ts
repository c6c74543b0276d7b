import { BenchServer, type ServerMemory } from "../bench-server.ts";
import { runLoad } from "../load/run-load.ts";
import { type Bench, type BenchOptions, type Measurement, quantile } from "../measurement.ts";

/**
 * A minute at a steady 100,000 events a second, sent when they are due whether or not earlier ones were
 * answered; how far the store lags behind, whether all of it arrives, and what it costs in memory and disk.
 */
export const sustainedBench: Bench = {
  name: "sustained",
  title: "End to end at 100,000 events/s, then memory and disk",
  measure: async (options) => {
    const runs: SustainedRun[] = [];
    for (let run = 0; run < options.runs; run++) runs.push(await sustain(options, run));
    return measurementsOf(runs);
  },
};

const targetPerSecond = 100_000;

interface SustainedRun {
  readonly acceptedPerSecond: number;
  readonly p99Ms: number;
  readonly failedRequests: number;
  readonly accepted: number;
  readonly stored: number;
  readonly lagsMs: readonly number[];
  readonly drainMs: number;
  readonly memory: readonly ServerMemory[];
  readonly idle: ServerMemory;
  readonly eventBytes: number;
  readonly allBytes: number;
}

async function sustain(options: BenchOptions, run: number): Promise<SustainedRun> {
  const server = await BenchServer.start();
  try {
    await Bun.sleep(options.quick ? 1_000 : 5_000);
    const idle = server.memory();
    const watch = new Watch(server);
    const result = await runLoad(
      {
        url: server.url,
        door: "events-batch",
        eventsPerRequest: 1_000,
        connections: 32,
        eventsPerSecond: targetPerSecond,
        warmUpMs: 2_000,
        measureMs: options.quick ? 10_000 : 60_000,
        seed: 7 + run * 1_000,
      },
      (progress) => watch.accepted(progress.acceptedEvents),
    );
    watch.accepted(result.acceptedEvents);
    const drainMs = await server.drain();
    await watch.stop();
    const stored = await server.store().number("SELECT count() FROM events_v1");
    const { eventBytes, allBytes } = await diskBytes(server);
    return {
      acceptedPerSecond: result.eventsPerSecond,
      p99Ms: result.p99Ms,
      failedRequests: Object.values(result.failures).reduce((sum, count) => sum + count, 0),
      accepted: result.acceptedEvents,
      stored,
      lagsMs: watch.lagsMs(),
      drainMs,
      memory: watch.memory,
      idle,
      eventBytes: eventBytes / stored,
      allBytes: allBytes / stored,
    };
  } finally {
    await server.stop();
  }
}

/** Looks twice a second at what is stored and how much memory is held. */
class Watch {
  readonly memory: ServerMemory[] = [];
  readonly #server: BenchServer;
  readonly #accepted: Point[] = [];
  readonly #stored: Point[] = [];
  #stopped = false;
  readonly #watching: Promise<void>;

  constructor(server: BenchServer) {
    this.#server = server;
    this.#watching = this.#watch();
  }

  accepted(events: number): void {
    this.#accepted.push({ at: performance.now(), events });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#watching;
  }

  /** For each look: how long ago the newest stored event was accepted. */
  lagsMs(): number[] {
    return this.#stored.map(({ at, events }) => at - this.#acceptedAt(events));
  }

  #acceptedAt(events: number): number {
    const index = this.#accepted.findIndex((point) => point.events >= events);
    const after = this.#accepted[index];
    const before = this.#accepted[index - 1];
    if (after === undefined) return this.#accepted.at(-1)?.at ?? 0;
    if (before === undefined) return after.at;
    const share = (events - before.events) / (after.events - before.events);
    return before.at + share * (after.at - before.at);
  }

  async #watch(): Promise<void> {
    while (!this.#stopped) {
      const events = await this.#server.storedEvents();
      const isNew = events > (this.#stored.at(-1)?.events ?? 0);
      if (isNew) this.#stored.push({ at: performance.now(), events });
      this.memory.push(this.#server.memory());
      await Bun.sleep(500);
    }
  }
}

interface Point {
  readonly at: number;
  readonly events: number;
}

/** After all merges, because parts that are merged away soon are not what an event costs. */
async function diskBytes(server: BenchServer): Promise<{ eventBytes: number; allBytes: number }> {
  const store = server.store();
  const tables = await store.rows<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
  );
  for (const { name } of tables) await store.text(`OPTIMIZE TABLE ${name} FINAL`);
  const bytes = (condition: string) =>
    store.number(
      `SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase() ${condition}`,
    );
  return { eventBytes: await bytes("AND table = 'events_v1'"), allBytes: await bytes("") };
}

function measurementsOf(runs: readonly SustainedRun[]): Measurement[] {
  const measured = (what: string, unit: string, pick: (run: SustainedRun) => number): Measurement => ({
    what,
    unit,
    runs: runs.map(pick),
  });
  const half = (lags: readonly number[]) => lags.slice(Math.floor(lags.length / 2));
  return [
    {
      ...measured("accepted", "events/s", (run) => run.acceptedPerSecond),
      budget: { bound: "at least", value: 99_000 },
    },
    measured("answer p99, from when it was due", "ms", (run) => run.p99Ms),
    {
      ...measured("failed requests", "", (run) => run.failedRequests),
      budget: { bound: "exactly", value: 0 },
    },
    {
      ...measured("accepted and not stored", "events", (run) => run.accepted - run.stored),
      budget: { bound: "exactly", value: 0 },
    },
    measured("lag, median", "ms", (run) => quantile(run.lagsMs, 0.5)),
    {
      ...measured("lag, longest in the second half", "ms", (run) => Math.max(...half(run.lagsMs))),
      budget: { bound: "at most", value: 5_000 },
    },
    measured("drained after the end in", "ms", (run) => run.drainMs),
    {
      ...measured("memory idle, both processes (PSS)", "MiB", (run) => run.idle.pss),
      budget: { bound: "at most", value: 400 },
    },
    measured("memory idle, server (RSS)", "MiB", (run) => run.idle.serverRss),
    measured("memory idle, store (RSS)", "MiB", (run) => run.idle.storeRss),
    {
      ...measured("memory loaded, both processes (PSS, highest)", "MiB", (run) => highest(run, "pss")),
      budget: { bound: "at most", value: 1_229 },
    },
    measured("memory loaded, server (RSS, highest)", "MiB", (run) => highest(run, "serverRss")),
    measured("memory loaded, store (RSS, highest)", "MiB", (run) => highest(run, "storeRss")),
    {
      ...measured("disk, all tables", "bytes/event", (run) => run.allBytes),
      budget: { bound: "at most", value: 60 },
    },
    measured("disk, events_v1 alone", "bytes/event", (run) => run.eventBytes),
  ];
}

function highest(run: SustainedRun, key: keyof ServerMemory): number {
  return Math.max(...run.memory.map((memory) => memory[key]));
}
