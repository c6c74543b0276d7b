import { Readable } from "node:stream";
import { type ClickHouseClient, type ClickHouseSettings, createClient } from "@clickhouse/client";
import type { Failure } from "../kernel/errors.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { type StoreFailure, insertFailure, queryFailure } from "./failures.ts";

export interface StoreOptions {
  /** `http://user:password@host:8123/database`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface InsertRequest {
  readonly table: string;
  /** JSON objects, each ended by a newline; few enough to be one block (a batch is). */
  readonly rows: Uint8Array;
  /** Rows with a token that the table has seen are not inserted again, nor passed to its views. */
  readonly token: string;
  readonly signal?: AbortSignal;
}

export interface QueryRequest {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  readonly memoryBytesMax: number;
  readonly signal?: AbortSignal;
}

export interface QueryAnswer<Row> {
  readonly rows: readonly Row[];
  readonly rowsRead: number;
  readonly bytesRead: number;
}

/** The one client of the event store, whoever started the server: over HTTP to ClickHouse. */
export class ClickHouseStore {
  readonly #client: ClickHouseClient;

  constructor(options: StoreOptions) {
    this.#client = createClient({
      url: options.url,
      http_headers: { ...options.headers },
      request_timeout: requestTimeoutMs,
      max_open_connections: connectionsMax,
      keep_alive: { enabled: true, idle_socket_ttl: idleSocketMs },
      clickhouse_settings: sharedSettings,
      log: { level: 127 },
    });
  }

  /** Puts the rows in as one block: all of them or none. */
  async insertRows(request: InsertRequest): Promise<Result<void, StoreFailure>> {
    try {
      const { stream } = await this.#client.exec({
        query: `INSERT INTO ${request.table} FORMAT JSONEachRow`,
        values: Readable.from([request.rows], { objectMode: false }),
        clickhouse_settings: { ...insertSettings, insert_deduplication_token: request.token },
        ...(request.signal === undefined ? {} : { abort_signal: request.signal }),
      });
      await stream.resume().toArray();
      return ok(undefined);
    } catch (cause) {
      return err(insertFailure(cause));
    }
  }

  /** Runs a statement that reads; values travel as parameters. Aborting ends it in the server too. */
  async query<Row>(request: QueryRequest): Promise<Result<QueryAnswer<Row>, Failure>> {
    try {
      const answer = await this.#client.query({
        query: request.sql,
        query_params: { ...request.params },
        format: "JSON",
        clickhouse_settings: {
          ...querySettings,
          max_execution_time: request.timeoutMs / 1_000,
          max_memory_usage: String(request.memoryBytesMax),
        },
        ...(request.signal === undefined ? {} : { abort_signal: request.signal }),
      });
      const { data, statistics } = await answer.json<Row>();
      return ok({ rows: data, rowsRead: statistics?.rows_read ?? 0, bytesRead: statistics?.bytes_read ?? 0 });
    } catch (cause) {
      return err(queryFailure(cause));
    }
  }

  /** Runs a statement that changes something; for migrations and maintenance. */
  async command(sql: string): Promise<void> {
    await this.#client.command({ query: sql, clickhouse_settings: { wait_end_of_query: 1 } });
  }

  async ping(): Promise<Result<void, Failure>> {
    const answer = await this.query({
      sql: "SELECT 1",
      params: {},
      timeoutMs: pingTimeoutMs,
      memoryBytesMax: 1e8,
    });
    return answer.ok ? ok(undefined) : answer;
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

const requestTimeoutMs = 120_000;
const pingTimeoutMs = 5_000;
const connectionsMax = 20;
/** Below the server's 60 s, so that the client never writes into a connection that the server just closed. */
const idleSocketMs = 30_000;

/** How properties travel: keys may contain dots, and texts that look like dates stay texts. */
const sharedSettings: ClickHouseSettings = {
  json_type_escape_dots_in_keys: 1,
  output_format_json_quote_64bit_integers: 0,
};

const insertSettings: ClickHouseSettings = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  input_format_try_infer_dates: 0,
  input_format_try_infer_datetimes: 0,
  input_format_skip_unknown_fields: 0,
  // Imported history may span any number of months.
  max_partitions_per_insert_block: "0",
  // One parser thread makes one block, so a refused row means that nothing was inserted.
  input_format_parallel_parsing: 0,
  max_insert_block_size: "1000000",
};

const querySettings: ClickHouseSettings = {
  readonly: "2",
  cancel_http_readonly_queries_on_client_close: 1,
};
