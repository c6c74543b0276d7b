import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SamplingRules } from "../../src/event/sampling-rules.ts";
import { type IngestionCounters, Ledger } from "../harness/ledger.ts";
import { hasProc, killNow, signalTo, survivors } from "../harness/processes.ts";
import { SeededRandom, seedFromEnvironment } from "../harness/random.ts";
import { ResendingClient } from "../harness/resending-client.ts";
import { rollupDifferences } from "../harness/rollup-differences.ts";
import { drain, getJson } from "../harness/server-api.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { StoreReader, storePid } from "../harness/store-reader.ts";

/*
 * Kills the server, its ClickHouse and both, lets ClickHouse hang, and asks the server to end, at random
 * moments under load by every door, also while they start, and then counts. Some events are years old, so
 * that a kill also falls between the partitions of an insert. `TIDEMARK_CRASH_ROUNDS` says how often, `TIDEMARK_CRASH_SEED` repeats the choices
 * of a run (not its timing, which is the machine's).
 */

const allRounds = Number(process.env["TIDEMARK_CRASH_ROUNDS"] ?? 5);
const seed = seedFromEnvironment("TIDEMARK_CRASH_SEED");
const clientCount = 14;
const minuteMs = 60_000;

const deaths = ["kill the server", "kill ClickHouse", "kill both", "hang ClickHouse", "SIGTERM"] as const;
type Death = (typeof deaths)[number];
/** Those that the server survives. */
const survivable: ReadonlySet<Death> = new Set(["kill ClickHouse", "hang ClickHouse"]);

/** Nearly all of them run without sampling, as most projects do. */
const projects: readonly { name: string; rounds: number; sampling: SamplingRules }[] = [
  { name: "all events kept", rounds: allRounds, sampling: { keepOneIn: 1, events: new Map() } },
  {
    name: "a project that samples",
    rounds: Math.ceil(allRounds / 3),
    sampling: {
      keepOneIn: 2,
      events: new Map([
        ["click", 10],
        ["purchase", 1],
      ]),
    },
  },
];

for (const { name, rounds, sampling } of projects) {
  describe.skipIf(!hasProc)(`a server that dies under load, with ${name} (needs Linux's /proc)`, () => {
    let folder = "";
    let server: ServerProcess;
    const random = new SeededRandom(seed);
    const ledger = new Ledger({ random, prefix: "crash", now: Date.now(), sampling });
    const faults: string[] = [];

    beforeAll(async () => {
      console.log(`crash rounds: ${rounds}, seed: ${seed} (TIDEMARK_CRASH_SEED=${seed} repeats it)`);
      folder = await mkdtemp(join(tmpdir(), "tidemark-crash-"));
    });

    afterAll(async () => {
      await server.kill();
      if (faults.length === 0) await rm(folder, { recursive: true, force: true });
      else console.log(`the data folder is kept for a look: ${folder}`);
    });

    test(
      "loses nothing that it acknowledged and counts nothing twice",
      async () => {
        server = await start();
        await setSampling();
        const stopping = new AbortController();
        const clients = Array.from({ length: clientCount }, () => newClient().run(stopping.signal));
        for (const [round, death] of roundDeaths().entries()) await die(round, death);
        stopping.abort();
        await Promise.all(clients);

        await drain(server);
        await check("after the last round");
        // Nothing of what was counted lives in memory only.
        const end = await server.terminate();
        expect(end).toEqual({ exitCode: 0, signal: null });
        server = await start();
        await drain(server);
        await check("after a last restart");

        console.log(`${ledger.acknowledgedEvents} events acknowledged, ${JSON.stringify(ledger.totals)}`);
        expect(ledger.acknowledgedEvents).toBeGreaterThan(rounds * 500);
        expect(ledger.totals.leftOutAcknowledged > 100).toBe(sampling.keepOneIn > 1);
        expect(faults).toEqual([]);
      },
      (2 + rounds) * minuteMs,
    );

    /** Each kind of death comes as often as the others. */
    function roundDeaths(): Death[] {
      const all: Death[] = [];
      while (all.length < rounds) all.push(...random.shuffled(deaths));
      return all.slice(0, rounds);
    }

    async function setSampling(): Promise<void> {
      const { keepOneIn, events } = sampling;
      const answer = await fetch(`${server.url}/api/v1/projects/default/settings`, {
        method: "PATCH",
        body: JSON.stringify({
          sampling: { keepOneIn, events: [...events].map(([event, n]) => ({ name: event, keepOneIn: n })) },
        }),
      });
      expect(answer.status).toBe(200);
    }

    function start(): Promise<ServerProcess> {
      return ServerProcess.listening(serverOptions());
    }

    function serverOptions() {
      return { dataFolder: join(folder, "data"), env: { LOG_LEVEL: "info", TIDEMARK_DO_NOT_TRACK: "drop" } };
    }

    function newClient(): ResendingClient {
      return new ResendingClient({
        ledger,
        random: random.fork(),
        target: () => server.url,
        onFault: (fault) => {
          faults.push(fault);
        },
      });
    }

    async function die(round: number, death: Death): Promise<void> {
      await Bun.sleep(random.whole(300, 3_000));
      const moments: string[] = [death];
      const children = server.childPids();
      await deathOf(server, death, "running");
      if (!survivable.has(death)) {
        await noSurvivors(`round ${round}, ${death}`, children);
        moments.push(...(await restart()));
      }
      console.log(`round ${round}: ${moments.join(", ")}; ${ledger.acknowledgedEvents} acknowledged`);
    }

    async function deathOf(dying: ServerProcess, death: Death, state: "starting" | "running"): Promise<void> {
      const store = storePid(dying);
      switch (death) {
        case "kill ClickHouse":
          if (store !== undefined) killNow(store);
          return;
        case "hang ClickHouse":
          if (store !== undefined) await hang(store);
          return;
        case "kill both":
          if (store !== undefined) killNow(store);
          return dying.kill();
        case "kill the server":
          return dying.kill();
        case "SIGTERM": {
          const startedAt = performance.now();
          const end = await dying.terminate();
          const tookMs = Math.round(performance.now() - startedAt);
          // Before it listens for signals, the system ends it; there is nothing to save yet.
          const isGood = end?.exitCode === 0 || (state === "starting" && end?.signal === "SIGTERM");
          if (!isGood)
            faults.push(`SIGTERM ended with ${JSON.stringify(end)} after ${tookMs} ms\n${tail(dying)}`);
          else if (tookMs > 16_000) faults.push(`SIGTERM took ${tookMs} ms`);
          if (end === null) await dying.kill();
        }
      }
    }

    /** Stands still for a while, then goes on or is killed as it stands. */
    async function hang(store: number): Promise<void> {
      signalTo(store, "SIGSTOP");
      await Bun.sleep(random.whole(200, 4_000));
      if (random.chance(0.5)) killNow(store);
      else signalTo(store, "SIGCONT");
    }

    /** Starts again, and half of the time kills what starts: before it listens, and while it recovers. */
    async function restart(): Promise<string[]> {
      const moments: string[] = [];
      while (random.chance(0.5)) {
        const afterMs = random.whole(0, 1_200);
        const death = random.pick(deaths);
        const starting = new ServerProcess(serverOptions());
        await Bun.sleep(afterMs);
        if (!starting.isRunning)
          faults.push(`ended by itself ${afterMs} ms after its start\n${tail(starting)}`);
        const children = starting.childPids();
        await deathOf(starting, death, "starting");
        if (survivable.has(death)) await starting.kill();
        await noSurvivors(`${death} ${afterMs} ms after the start`, children);
        moments.push(`${death} ${afterMs} ms after the start`);
      }
      server = await start();
      return moments;
    }

    async function noSurvivors(when: string, children: readonly number[]): Promise<void> {
      const living = await survivors(children, 5_000);
      if (living.length > 0) faults.push(`${when}: children outlived the server: ${living.join(", ")}`);
      for (const pid of living) killNow(pid);
    }

    async function check(when: string): Promise<void> {
      const store = new StoreReader(server);
      const stored = await store.number("SELECT count() FROM events_v1");
      const counters = await getJson<IngestionCounters>(server, "/api/v1/ingestion?waitMs=10000");
      const found = [
        ...(await ledger.faults(store)),
        ...ledger.counterFaults(counters, stored),
        ...(await rollupDifferences(store)).map((difference) => JSON.stringify(difference)),
      ];
      faults.push(...found.map((fault) => `${when}: ${fault}`));
    }
  });
}

function tail(server: ServerProcess): string {
  return server.output.split("\n").slice(-15).join("\n");
}
