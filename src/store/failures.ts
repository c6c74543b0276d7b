import { ClickHouseError } from "@clickhouse/client";
import { type Failure, failure } from "../kernel/errors.ts";

/** Why the store did not take rows. */
export interface StoreFailure {
  /** False only when the rows themselves are refused: the same rows will be refused again. */
  readonly retryable: boolean;
  readonly message: string;
}

/**
 * Errors that blame the data of an insert. Everything else (no connection, no memory, too many parts,
 * a missing table, wrong credentials) may pass or be mended, so the rows are kept and tried again.
 */
const dataErrors: ReadonlySet<string> = new Set([
  "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
  "CANNOT_PARSE_QUOTED_STRING",
  "CANNOT_PARSE_ESCAPE_SEQUENCE",
  "CANNOT_PARSE_NUMBER",
  "CANNOT_PARSE_DATE",
  "CANNOT_PARSE_DATETIME",
  "CANNOT_PARSE_TEXT",
  "CANNOT_PARSE_BOOL",
  "CANNOT_PARSE_UUID",
  "CANNOT_READ_ALL_DATA",
  "INCORRECT_DATA",
  "TYPE_MISMATCH",
  "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
  "ARGUMENT_OUT_OF_BOUND",
  "DECIMAL_OVERFLOW",
  "TOO_DEEP_RECURSION",
]);

export function insertFailure(cause: unknown): StoreFailure {
  const isData = cause instanceof ClickHouseError && cause.type !== undefined && dataErrors.has(cause.type);
  return { retryable: !isData, message: messageOf(cause) };
}

export function queryFailure(cause: unknown): Failure {
  if (!(cause instanceof ClickHouseError)) return failure("store_unavailable", { cause });
  switch (cause.type) {
    case "TIMEOUT_EXCEEDED":
    case "TOO_SLOW":
      return failure("query_timeout", { cause });
    case "MEMORY_LIMIT_EXCEEDED":
    case "TOO_MANY_ROWS":
    case "TOO_MANY_BYTES":
    case "TOO_MANY_ROWS_OR_BYTES":
      return failure("query_too_large", { cause });
    case "TOO_MANY_SIMULTANEOUS_QUERIES":
      return failure("too_many_queries", { cause });
    default:
      return failure("internal", { cause });
  }
}

function messageOf(cause: unknown): string {
  if (cause instanceof ClickHouseError)
    return `${cause.type ?? cause.code}: ${cause.message}`.slice(0, 1_000);
  return cause instanceof Error ? cause.message : String(cause);
}
