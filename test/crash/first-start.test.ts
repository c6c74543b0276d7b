import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasProc, survivors } from "../harness/processes.ts";
import { SeededRandom, seedFromEnvironment } from "../harness/random.ts";
import { drain, postJson } from "../harness/server-api.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { StoreReader } from "../harness/store-reader.ts";

/* Kills a server while it makes its folders and starts for the first time; see crash.test.ts for the settings. */

const rounds = Number(process.env["TIDEMARK_CRASH_ROUNDS"] ?? 5);
const seed = seedFromEnvironment("TIDEMARK_CRASH_SEED");

describe.skipIf(!hasProc)("a server that dies in its first seconds (needs Linux's /proc)", () => {
  const random = new SeededRandom(seed);
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tidemark-first-"));
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test(
    "starts the next time, wherever it was killed",
    async () => {
      for (let round = 0; round < rounds; round++) {
        const dataFolder = join(folder, `data-${round}`);
        const first = new ServerProcess({ dataFolder });
        const afterMs = random.whole(50, 2_000);
        await Bun.sleep(afterMs);
        const children = first.childPids();
        await first.kill();
        expect(
          await survivors(children, 5_000),
          `children of a server killed ${afterMs} ms after its start`,
        ).toEqual([]);

        const second = new ServerProcess({ dataFolder });
        try {
          await second.whenListening();
          expect((await postJson(second, "/collect", { type: "pageview", userId: "u" })).status).toBe(200);
          await drain(second);
          expect(await new StoreReader(second).number("SELECT count() FROM events_v1")).toBe(1);
        } catch (cause) {
          throw new Error(`after a kill ${afterMs} ms after the first start (seed ${seed})`, { cause });
        } finally {
          await second.kill();
        }
      }
    },
    (1 + rounds) * 60_000,
  );

  test("ends with 0 when it is asked to right after it began to listen", async () => {
    const server = await ServerProcess.listening({ dataFolder: join(folder, "asked") });
    expect(await server.terminate()).toEqual({ exitCode: 0, signal: null });
  });
});
