import { BenchServer } from "../bench-server.ts";
import { runLoad } from "../load/run-load.ts";
import type { Bench, Measurement } from "../measurement.ts";

/**
 * What keys, limits and privacy cost: the same load on one server through three doors, in many short turns.
 * The machine's speed changes from second to second, so a turn is compared with nothing but the open door's turn of
 * the same round, and the median of the rounds speaks. Work is the processor time of the server's process for all
 * events of a turn, until they are loaded: it says the same where others slow the machine down.
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
      return measurementsOf(await runRounds(server, doors, roundsPerRun * options.runs), doors);
    } finally {
      await server.stop();
    }
  },
};

const roundsPerRun = 10;

interface Door {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Turn {
  readonly rate: number;
  readonly workMicros: number;
}

/** By the name of the door. */
type Round = ReadonlyMap<string, Turn>;

/** The first round is not counted: code gets compiled. */
async function runRounds(server: BenchServer, doors: readonly Door[], count: number): Promise<Round[]> {
  const orders = permutationsOf(doors);
  const rounds: Round[] = [];
  for (let index = 0; index <= count; index++) {
    const round = new Map<string, Turn>();
    for (const door of orders[index % orders.length]!) {
      round.set(door.name, await takeTurn(server, door, index));
    }
    if (index > 0) rounds.push(round);
  }
  return rounds;
}

/** Every order, so that no door gains by the one that it follows. */
function permutationsOf<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first) =>
    permutationsOf(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  );
}

async function takeTurn(server: BenchServer, { name, headers }: Door, round: number): Promise<Turn> {
  const before = server.cpu();
  const result = await runLoad({
    url: server.url,
    door: "collect",
    eventsPerRequest: 1,
    connections: 64,
    eventsPerSecond: null,
    warmUpMs: 200,
    measureMs: 800,
    seed: 31 + round,
    headers,
  });
  await server.drain();
  const failures = Object.entries(result.failures);
  if (failures.length > 0) throw new Error(`${name}: answered ${failures.join(", ")} times`);
  const workSeconds = server.cpu().server - before.server;
  return { rate: result.eventsPerSecond, workMicros: (workSeconds * 1e6) / result.acceptedEvents };
}

function measurementsOf(rounds: readonly Round[], doors: readonly Door[]): Measurement[] {
  return doors.flatMap(({ name }) => [
    { what: `${name}: rate`, unit: "events/s", runs: rounds.map((round) => round.get(name)!.rate) },
    {
      what: `${name}: work of the server`,
      unit: "µs/event",
      runs: rounds.map((round) => round.get(name)!.workMicros),
    },
    ...(name === "open" ? [] : ratiosOf(name, rounds)),
  ]);
}

/** Each round by itself. The budget: less than 15 % of the rate. */
function ratiosOf(name: string, rounds: readonly Round[]): Measurement[] {
  const ratios = (figure: keyof Turn) =>
    rounds.map((round) => round.get(name)![figure] / round.get("open")![figure]);
  return [
    {
      what: `${name}: rate, of the open door's`,
      unit: "",
      runs: ratios("rate"),
      budget: { bound: "at least", value: 0.85 },
    },
    { what: `${name}: work, of the open door's`, unit: "", runs: ratios("workMicros") },
  ];
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
