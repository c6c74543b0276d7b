import { Readable } from "node:stream";
import { type ClickHouseClient, createClient } from "@clickhouse/client";
import {
  type ClickHouseClient as FetchingClient,
  createClient as createFetchingClient,
} from "@clickhouse/client-web";
import type { Failure } from "../kernel/errors.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { type StoreFailure, insertFailure } from "./failures.ts";
import { type TableColumn, insertStatement, tableColumnsSql } from "./insert-statement.ts";
import { type QueryAnswer, type QueryRequest, guarded, readRows, streamRows } from "./run-query.ts";
import { StoreLocks } from "./store-locks.ts";
import { insertSettings, sharedSettings, skipUnreadableSettings } from "./store-settings.ts";

export interface StoreOptions {
  /** `http://user:password@host:8123/database`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface InsertRequest {
  readonly table: string;
  /** JSON objects, each ended by a newline; one block, so a million of them at most. */
  readonly rows: Uint8Array;
  /** Rows with a token that the table has seen are not inserted again, nor passed to its views again. */
  readonly token: string;
  /** Leaves out the rows that cannot be read, always the same ones, instead of refusing all. */
  readonly skipUnreadable?: boolean;
  readonly signal?: AbortSignal;
}

export interface StoredEvent {
  readonly seq: number;
  readonly event_id: string;
}

/**
 * The one client of the event store, whoever started the server: over HTTP to ClickHouse. Answers that are read whole come
 * through the official client's form for `fetch`, which takes 2 ms less for each statement than the form for sockets.
 * The latter does what the former cannot: it sends bytes to insert, and a stream that is left ends its query.
 */
export class ClickHouseStore {
  readonly #client: ClickHouseClient;
  readonly #reader: FetchingClient;
  /** Of all servers that share the database. */
  readonly locks: StoreLocks;
  readonly #insertStatements = new Map<string, string>();

  constructor(options: StoreOptions) {
    const shared = {
      url: options.url,
      http_headers: { ...options.headers },
      request_timeout: requestTimeoutMs,
      use_multipart_params_auto: true,
      clickhouse_settings: sharedSettings,
      log: { level: noLog },
    } as const;
    this.locks = new StoreLocks(options);
    this.#client = createClient({
      ...shared,
      max_open_connections: connectionsMax,
      keep_alive: { enabled: true, idle_socket_ttl: idleSocketMs },
    });
    this.#reader = createFetchingClient({ ...shared, fetch: fetchDirectly });
  }

  /** Puts the rows in: all of them or none, and once for each token. */
  async insertRows(request: InsertRequest): Promise<Result<void, StoreFailure>> {
    try {
      const query = await this.#insertStatement(request.table);
      const { stream } = await this.#client.exec({
        query,
        values: Readable.from(slices(request.rows), { objectMode: false }),
        clickhouse_settings: {
          ...insertSettings,
          ...(request.skipUnreadable === true ? skipUnreadableSettings : {}),
          insert_deduplication_token: request.token,
        },
        ...(request.signal === undefined ? {} : { abort_signal: request.signal }),
      });
      await stream.resume().toArray();
      return ok(undefined);
    } catch (cause) {
      return err(insertFailure(cause));
    }
  }

  /** The events that the table has with sequence numbers of [from, to), of all logs. */
  async storedEvents(request: {
    table: string;
    from: number;
    to: number;
    signal?: AbortSignal;
  }): Promise<Result<readonly StoredEvent[], StoreFailure>> {
    const { table, from, to, signal } = request;
    const answer = await this.query<StoredEvent>({
      rowsOf: "every project",
      sql: "SELECT seq, event_id FROM {table:Identifier} WHERE seq >= {from:UInt64} AND seq < {to:UInt64}",
      params: { table, from, to },
      timeoutMs: 60_000,
      memoryBytesMax: 1e9,
      ...(signal === undefined ? {} : { signal }),
    });
    if (answer.ok) return ok(answer.value.rows);
    return err({ retryable: true, type: "", message: answer.error.message });
  }

  /** Runs a statement that reads one project's rows, and returns them, a million at most; see `guardProject`. */
  query<Row>(request: QueryRequest): Promise<Result<QueryAnswer<Row>, Failure>> {
    return readRows<Row>(this.#reader, guarded(request));
  }

  /**
   * Runs a statement that reads, and yields its rows as they come: JSON objects, each ended by a newline,
   * any number of whole ones at a time. For answers of any size. Throws `FailureError`, which may come
   * after rows did; whoever stops early ends the query in the server.
   */
  queryStream(request: QueryRequest): AsyncGenerator<Uint8Array> {
    return streamRows(this.#client, guarded(request));
  }

  /** Runs a statement that changes something, for migrations and maintenance. Throws what ClickHouse says. */
  async command(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.#client.command({
      query: sql,
      query_params: { ...params },
      clickhouse_settings: { wait_end_of_query: 1 },
    });
  }

  async ping(): Promise<Result<void, Failure>> {
    const answer = await this.query({ sql: "SELECT 1", params: {}, ...smallBounds });
    return answer.ok ? ok(undefined) : answer;
  }

  async close(): Promise<void> {
    await Promise.all([this.locks.close(), this.#client.close(), this.#reader.close()]);
  }

  /** A table's columns change only by migrations, which run before anything is inserted. */
  async #insertStatement(table: string): Promise<string> {
    const known = this.#insertStatements.get(table);
    if (known !== undefined) return known;
    const columns = await this.query<TableColumn>({
      sql: tableColumnsSql,
      params: { table },
      ...smallBounds,
    });
    if (!columns.ok) throw columns.error.cause;
    if (columns.value.rows.length === 0) throw new Error(`the event store has no table ${table}`);
    const statement = insertStatement(table, columns.value.rows);
    this.#insertStatements.set(table, statement);
    return statement;
  }
}

/** A proxy of the environment is for the world outside, as for the other client. */
const fetchDirectly = ((url, init) => fetch(url, { ...init, proxy: false })) as typeof fetch;

/** Longer than any statement takes that is not stuck; queries have deadlines of their own. */
const requestTimeoutMs = 300_000;
const smallBounds = { timeoutMs: 5_000, memoryBytesMax: 100_000_000 };
const connectionsMax = 20;
/**
 * Below what servers keep (10 s and more), so that nothing is sent on a connection that the server is
 * just closing.
 */
const idleSocketMs = 5_000;
/** Above the client's highest level: what goes wrong is returned, and logged by whoever can tell why. */
const noLog = 127;

/** Node's streams copy what they are given in one piece; pieces of a megabyte halve the cost. */
function* slices(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += sliceBytes) yield bytes.subarray(at, at + sliceBytes);
}

const sliceBytes = 1024 * 1024;
