import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTidemark } from "../../src/app/compose.ts";
import { readConfig } from "../../src/app/config.ts";
import { dataFolders } from "../../src/app/folders.ts";
import { dayMs, systemClock } from "../../src/kernel/clock.ts";
import { silentLogger } from "../../src/kernel/logger.ts";
import { ClickHouseStore } from "../../src/store/clickhouse-store.ts";
import { startEmbeddedClickHouse } from "../../src/store/embedded/supervisor.ts";
import { migrate } from "../../src/store/migrate.ts";

/* A server whose data has grown old lets go of it soon after its start, by what the environment says. */

test.each([
  [{}, [5, 80]],
  [{ EVENT_RETENTION_DAYS: "0" }, [5, 80, 95]],
  [{ RETENTION_DAYS: "7" }, [5]],
  [{ RETENTION_DAYS: "7", EVENT_RETENTION_DAYS: "90" }, [5, 80]],
])(
  "with %p, events of so many days ago are left: %p",
  async (env, expected) => {
    const root = mkdtempSync(join(tmpdir(), "tidemark-retention-"));
    const parts = { clock: systemClock, logger: silentLogger };
    await withStore(dataFolders(root).store, async (store) => {
      await migrate({ ...parts, store });
      await store.command(
        `INSERT INTO events_v1 (project_id, name, time, received_at, seq, visitor_id, session_id, session_seed)
        SELECT 'default', 'n', now64(3) - toIntervalDay(arrayJoin([5, 80, 95])) AS at, at, 1, 'v', 's', at`,
      );
    });
    const config = readConfig({ ...env, PORT: "0", TIDEMARK_DATA: root });
    if (!config.ok) throw new Error(config.error.join("\n"));
    const started = await startTidemark(config.value, silentLogger);
    if (!started.ok) throw new Error(started.error);
    try {
      const list = async (path: string) => {
        const answer = await fetch(`${started.value.url}/api/v1/${path}/search`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ startDate: "2000-01-01" }),
        });
        return (await answer.json()) as Readonly<Record<string, readonly { timestamp: string }[]>>;
      };
      // Sessions go after events, so when these are gone the events' turn is over.
      const sessions = async () => (await list("sessions"))["sessions"]!.length;
      for (let tries = 0; tries < 100 && (await sessions()) !== 1; tries++) await Bun.sleep(100);
      expect(await sessions()).toBe(1);
      const events = (await list("events"))["events"]!;
      const daysAgo = events.map(({ timestamp }) => Math.round((Date.now() - Date.parse(timestamp)) / dayMs));
      expect(daysAgo.toSorted((a, b) => a - b)).toEqual(expected);
    } finally {
      await started.value.stop();
      rmSync(root, { recursive: true });
    }
  },
  60_000,
);

async function withStore(folder: string, work: (store: ClickHouseStore) => Promise<void>): Promise<void> {
  const parts = { clock: systemClock, logger: silentLogger };
  const embedded = await startEmbeddedClickHouse({ ...parts, folder, memoryBytesMax: 1.5e9 });
  const store = new ClickHouseStore(embedded);
  await work(store);
  await store.close();
  await embedded.stop();
}
