import { parseArgs } from "node:util";
import { BenchServer, type ServerMemory } from "../../bench/bench-server.ts";
import type { LoadPlan, LoadResult } from "../../bench/load/plan.ts";
import { runLoad } from "../../bench/load/run-load.ts";
import { rollupDifferences } from "../harness/rollup-differences.ts";
import { health } from "../harness/server-api.ts";
import { growthOf } from "./growth.ts";

/*
 * `npm run soak`: minutes of steady load of single events and batches. In the end the memory has to be
 * flat, the log drained, and everything accepted stored once. Ends with 1 when it is not so.
 */

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, rate: { type: "string", default: "5000" } },
});
const minuteMs = 60_000;
const durationMs = Number(values.minutes) * minuteMs;
const eventsPerSecond = Number(values.rate);
const lookEveryMs = 10_000;
/** Of its size a minute: more than noise makes of five minutes, less than a leak of some bytes an event. */
const growthShareMax = 0.01;

interface Look extends ServerMemory {
  readonly atMs: number;
}

const server = await BenchServer.start();
const failures = await soak();
await server.stop();
for (const failure of failures) console.log(`FAILED: ${failure}`);
if (failures.length === 0) console.log("all well");
process.exitCode = failures.length === 0 ? 0 : 1;

async function soak(): Promise<string[]> {
  const looks: Look[] = [];
  const accepted = { collect: 0, "events-batch": 0 };
  const startedAt = performance.now();
  const look = async (): Promise<void> => {
    const now: Look = { atMs: performance.now() - startedAt, ...server.memory() };
    looks.push(now);
    console.log(describe(now, accepted.collect + accepted["events-batch"], await server.storedEvents()));
  };
  const timer = setInterval(() => void look().catch(console.error), lookEveryMs);
  const run = (door: LoadPlan["door"], eventsPerRequest: number): Promise<LoadResult> =>
    runLoad(plan(door, eventsPerRequest), (progress) => {
      accepted[door] = progress.acceptedEvents;
    });
  // Half of the events come alone, half in batches.
  const results = await Promise.all([run("collect", 1), run("events-batch", 100)]);
  clearInterval(timer);
  const drainMs = await server.drain();
  await look();
  console.log(`drained in ${Math.round(drainMs)} ms`);
  return [...memoryFailures(looks), ...(await countFailures(results))];
}

function plan(door: LoadPlan["door"], eventsPerRequest: number): LoadPlan {
  return {
    url: server.url,
    door,
    eventsPerRequest,
    connections: 32,
    eventsPerSecond: eventsPerSecond / 2,
    warmUpMs: 0,
    measureMs: durationMs,
    seed: eventsPerRequest,
  };
}

function describe(look: Look, accepted: number, stored: number): string {
  const mebibytes = (value: number): string => `${value.toFixed(0).padStart(5)} MiB`;
  return [
    `${(look.atMs / 1_000).toFixed(0).padStart(4)} s`,
    `server ${mebibytes(look.serverRss)}`,
    `store ${mebibytes(look.storeRss)}`,
    `both (PSS) ${mebibytes(look.pss)}`,
    `accepted ${accepted}, of them not yet stored ${Math.max(0, accepted - stored)}`,
  ].join("  ");
}

/** The first half is for caches, the dedupe table and the sessions to fill and for code to be compiled. */
function memoryFailures(looks: readonly Look[]): string[] {
  const secondHalf = looks.filter(({ atMs }) => atMs >= durationMs / 2);
  return (["serverRss", "storeRss"] as const).flatMap((which) => {
    const growth = growthOf(secondHalf.map((look) => ({ x: look.atMs / minuteMs, y: look[which] })));
    const mean = secondHalf.reduce((sum, look) => sum + look[which], 0) / secondHalf.length;
    const perMinute = `${growth.toFixed(2)} MiB a minute`;
    console.log(`${which} in the second half: mean ${mean.toFixed(0)} MiB, grows by ${perMinute}`);
    const isFlat = growth <= Math.max(2, mean * growthShareMax);
    return isFlat ? [] : [`${which} is not flat: it grows by ${perMinute} from ${mean.toFixed(0)} MiB`];
  });
}

async function countFailures(results: readonly LoadResult[]): Promise<string[]> {
  const accepted = results.reduce((sum, result) => sum + result.acceptedEvents, 0);
  const stored = await server.store().number("SELECT count() FROM events_v1");
  const different = await server.store().number("SELECT uniqExact(event_id) FROM events_v1");
  const { status, parts } = await health(server.process);
  console.log(`accepted ${accepted}, stored ${stored}, different ids ${different}`);
  const refused = results.flatMap((result) => Object.entries(result.failures));
  return [
    ...(stored === accepted && different === accepted
      ? []
      : [`${accepted} were accepted and ${stored} are stored (${different} ids)`]),
    ...(await rollupDifferences(server.store())).map((difference) => JSON.stringify(difference)),
    ...refused.map(([code, count]) => `${count} requests were answered ${code}`),
    ...(status === "ok" ? [] : [`the server is ${status}: ${JSON.stringify(parts)}`]),
    ...(parts["loader"]?.facts?.["waitingBytes"] === 0 ? [] : ["the log is not drained"]),
  ];
}
