import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../kernel/clock.ts";
import { silentLogger } from "../kernel/logger.ts";
import { ClickHouseStore } from "./clickhouse-store.ts";
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from "./embedded/supervisor.ts";
import { migrate } from "./migrate.ts";

export interface TestStore {
  readonly store: ClickHouseStore;
  readonly embedded: EmbeddedClickHouse;
  /** The rows of a statement that has to succeed. */
  select<Row>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
  stop(): Promise<void>;
}

/** A real embedded store with all its tables, in a folder that goes with it. For tests; one a file. */
export async function startTestStore(): Promise<TestStore> {
  const folder = mkdtempSync(join(tmpdir(), "tidemark-store-"));
  const parts = { clock: systemClock, logger: silentLogger };
  const embedded = await startEmbeddedClickHouse({ ...parts, folder, memoryBytesMax: 1.5e9 });
  const store = new ClickHouseStore(embedded);
  await migrate({ ...parts, store });
  return {
    store,
    embedded,
    async select<Row>(sql: string, params: Readonly<Record<string, unknown>> = {}) {
      const answer = await store.query<Row>({
        rowsOf: "every project",
        sql,
        params,
        timeoutMs: 30_000,
        memoryBytesMax: 1e9,
      });
      if (!answer.ok) throw new Error(answer.error.message, { cause: answer.error.cause });
      return answer.value.rows;
    },
    async stop() {
      await store.close();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
