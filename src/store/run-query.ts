/** Reading from ClickHouse: within bounds, with an end when the client leaves, and failures in our words. */
import type { ClickHouseClient, ResultSet } from "@clickhouse/client";
import {
  type ClickHouseClient as FetchingClient,
  type QueryParams,
  type ResponseJSON,
  parseError,
} from "@clickhouse/client-web";
import { type Failure, FailureError, failure } from "../kernel/errors.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import { queryFailure } from "./failures.ts";
import { guardProject } from "./project-guard.ts";
import { type QueryBounds, querySettings, streamSettings, wholeAnswerSettings } from "./store-settings.ts";

export interface QueryRequest extends QueryBounds {
  /** For the upkeep of the store: what it reads is of every project. Anything else reads one project's rows. */
  readonly rowsOf?: "every project";
  /** Without a FORMAT clause. */
  readonly sql: string;
  /** Values of `{name:Type}` in the statement. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Aborting ends the query in the server too. */
  readonly signal?: AbortSignal;
}

export interface QueryAnswer<Row> {
  readonly rows: readonly Row[];
  readonly rowsRead: number;
  readonly bytesRead: number;
}

/** Throws for a statement that would read other projects' rows. */
export function guarded(request: QueryRequest): QueryRequest {
  if (request.rowsOf !== "every project") guardProject(request.sql, request.params);
  return request;
}

export async function readRows<Row>(
  client: FetchingClient,
  request: QueryRequest,
): Promise<Result<QueryAnswer<Row>, Failure>> {
  const end = endOf(request);
  try {
    const answer = await onAnOpenConnection(client, {
      query: request.sql,
      query_params: { ...request.params },
      clickhouse_settings: { ...querySettings(request), ...wholeAnswerSettings },
      abort_signal: end,
    });
    const body: ResponseJSON<Row> & { exception?: string } = await answer.json<Row>();
    if (body.exception !== undefined) return err(queryFailure(parseError(body.exception)));
    const { data, statistics } = body;
    return ok({ rows: data, rowsRead: statistics?.rows_read ?? 0, bytesRead: statistics?.bytes_read ?? 0 });
  } catch (cause) {
    return err(failureOf(cause, request, end));
  }
}

/** A connection that the server closes just when the statement is sent: it only reads, so it is sent again, once. */
async function onAnOpenConnection(client: FetchingClient, params: Omit<QueryParams, "format">) {
  const ask = () => client.query({ ...params, format: "JSON" });
  return ask().catch((cause: unknown) => {
    const wasClosed = cause instanceof Error && "code" in cause && cause.code === "ECONNRESET";
    if (!wasClosed || params.abort_signal?.aborted === true) throw cause;
    return ask();
  });
}

export async function* streamRows(
  client: ClickHouseClient,
  request: QueryRequest,
): AsyncGenerator<Uint8Array> {
  const end = endOf(request);
  try {
    const answer = await client.query({
      query: request.sql,
      query_params: { ...request.params },
      format: "JSONEachRow",
      clickhouse_settings: { ...querySettings(request), ...streamSettings(request) },
      abort_signal: end,
    });
    using _ = closeOnAbort(answer, end);
    for await (const rows of answer.stream()) {
      yield encoder.encode(rows.map((row) => `${row.text}\n`).join(""));
    }
  } catch (cause) {
    throw new FailureError(failureOf(cause, request, end));
  }
}

const encoder = new TextEncoder();

/** ClickHouse looks at the clock between blocks, so its own limit may come late; ours comes after that. */
const graceMs = 2_000;

function endOf(request: QueryRequest): AbortSignal {
  const deadline = AbortSignal.timeout(request.timeoutMs + graceMs);
  return request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
}

/** The client hears of an abort only until the answer begins; from then on the connection has to be closed. */
function closeOnAbort(answer: Pick<ResultSet<"JSONEachRow">, "close">, signal: AbortSignal): Disposable {
  const close = () => answer.close();
  if (signal.aborted) close();
  signal.addEventListener("abort", close, { once: true });
  return {
    [Symbol.dispose]: () => {
      signal.removeEventListener("abort", close);
      close();
    },
  };
}

function failureOf(cause: unknown, request: QueryRequest, end: AbortSignal): Failure {
  // Nobody reads this one: whoever asked has gone.
  if (request.signal?.aborted === true) {
    return failure("query_timeout", { message: "The query was cancelled.", cause });
  }
  return end.aborted ? failure("query_timeout", { cause }) : queryFailure(cause);
}
