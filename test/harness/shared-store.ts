import { type TestStore, startTestStore } from "../../src/store/start-test-store.ts";

/**
 * A ClickHouse as several servers share it by `CLICKHOUSE_URL`: the embedded one, behind a door that adds the secret
 * which it asks for. A client that leaves is gone for ClickHouse as well.
 */
export class SharedStore {
  readonly box: TestStore;
  readonly #door: Bun.Server<undefined>;

  private constructor(box: TestStore) {
    this.box = box;
    const { url, headers: secret } = box.embedded;
    const { origin } = new URL(url);
    this.#door = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch: async (req) => {
        const { pathname, search } = new URL(req.url);
        const headers = { ...Object.fromEntries(req.headers), ...secret };
        const init = { method: req.method, headers, body: req.body, signal: req.signal };
        return fetch(origin + pathname + search, {
          ...init,
          timeout: false,
          decompress: false,
        } as BunFetchRequestInit);
      },
    });
  }

  static async start(): Promise<SharedStore> {
    return new SharedStore(await startTestStore());
  }

  /** For `CLICKHOUSE_URL`. */
  get url(): string {
    const { username, password, pathname } = new URL(this.box.embedded.url);
    return `http://${username}:${password}@127.0.0.1:${this.#door.port}${pathname}`;
  }

  rows<Row>(sql: string): Promise<readonly Row[]> {
    return this.box.select<Row>(sql);
  }

  /** The single number of the first row. */
  async number(sql: string): Promise<number> {
    const [row] = await this.box.select<Record<string, number>>(sql);
    return Number(Object.values(row!)[0]);
  }

  /** Parts replaced by now leave the disk. A job waits for that, and a server elsewhere takes eight minutes by itself. */
  async letOldPartsGo(): Promise<void> {
    for (const table of [
      "events_v1",
      "sessions_v1",
      "events_15m_v1",
      "dimensions_15m_v1",
      "visitors_1d_v1",
    ]) {
      await this.box.store.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = 1`);
      // Dropping a partition, also one that is not there, makes ClickHouse look for them.
      await this.box.store.command(`ALTER TABLE ${table} DROP PARTITION ID '190001'`);
    }
  }

  async stop(): Promise<void> {
    await this.#door.stop(true);
    await this.box.stop();
  }
}
