import { BenchServer } from "../bench-server.ts";
import { runLoad } from "../load/run-load.ts";
import { type Bench, type BenchOptions, type Measurement, median } from "../measurement.ts";

/**
 * What keys, limits and privacy cost: the same load on one server through three doors, in turn, so that
 * the ratio holds on a machine whose speed changes. Work is the processor time of the server's process.
 */
export const guardedBench: Bench = {
  name: "guarded",
  title: "One event a request, open, with a key, and with a key to a project that guards its people",
  measure: async (options) => {
    const server = await BenchServer.start();
    try {
      const doors: readonly Door[] = [
        { name: "open", headers: {} },
        { name: "key", headers: { "X-API-Key": await makeKey(server, "default") } },
        {
          name: "key and privacy",
          headers: { "X-API-Key": await makeKey(server, await guardedProject(server)) },
        },
      ];
      return measurementsOf(await runAll(options, server, doors));
    } finally {
      await server.stop();
    }
  },
};

interface Door {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Turn {
  readonly rate: number;
  readonly workMicros: number;
}

/** The first turn of each door is not counted: code gets compiled. */
async function runAll(
  options: BenchOptions,
  server: BenchServer,
  doors: readonly Door[],
): Promise<ReadonlyMap<string, Turn[]>> {
  const turns = new Map<string, Turn[]>(doors.map(({ name }) => [name, []]));
  for (let run = 0; run <= options.runs; run++) {
    for (const door of doors) {
      const turn = await takeTurn(options, server, door, run);
      if (run > 0) turns.get(door.name)!.push(turn);
    }
  }
  return turns;
}

async function takeTurn(
  options: BenchOptions,
  server: BenchServer,
  { headers }: Door,
  run: number,
): Promise<Turn> {
  const before = server.cpu();
  const result = await runLoad({
    url: server.url,
    door: "collect",
    eventsPerRequest: 1,
    connections: 64,
    eventsPerSecond: null,
    warmUpMs: 500,
    measureMs: options.quick ? 2_000 : 5_000,
    seed: 31 + run,
    headers,
  });
  await server.drain();
  const workSeconds = server.cpu().server - before.server;
  return { rate: result.eventsPerSecond, workMicros: (workSeconds * 1e6) / result.acceptedEvents };
}

function measurementsOf(turns: ReadonlyMap<string, readonly Turn[]>): Measurement[] {
  const open = turns.get("open")!;
  return [...turns].flatMap(([name, list]) => [
    { what: `${name}: rate`, unit: "events/s", runs: list.map(({ rate }) => rate) },
    { what: `${name}: work of the server`, unit: "µs/event", runs: list.map(({ workMicros }) => workMicros) },
    ...(list === open ? [] : [ratioOf(name, list, open)]),
  ]);
}

/** The budget: less than 15 % of the rate. */
function ratioOf(name: string, list: readonly Turn[], open: readonly Turn[]): Measurement {
  const openRate = median(open.map(({ rate }) => rate));
  return {
    what: `${name}: rate, of the open door's`,
    unit: "",
    runs: list.map(({ rate }) => rate / openRate),
    budget: { bound: "at least", value: 0.85 },
  };
}

async function makeKey(server: BenchServer, project: string): Promise<string> {
  const made = await post(server, "/api/v1/keys", { name: "bench", permissions: ["ingest"] }, project);
  return String(made["key"]);
}

async function guardedProject(server: BenchServer): Promise<string> {
  const { id } = await post(server, "/api/v1/projects", { name: "guarded" }, "default");
  const privacy = {
    addresses: "truncate",
    hashUserIds: true,
    deniedProperties: ["password", "user.phone"],
    removedPatterns: ["email", "card", "token"],
  };
  await post(server, `/api/v1/projects/${String(id)}/settings`, { privacy }, "default", "PATCH");
  return String(id);
}

async function post(
  server: BenchServer,
  path: string,
  body: unknown,
  project: string,
  method = "POST",
): Promise<Record<string, unknown>> {
  const headers = { "Content-Type": "application/json", "X-Project-Id": project };
  const response = await fetch(`${server.url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
