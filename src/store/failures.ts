import { ClickHouseError } from "@clickhouse/client";
import { ClickHouseError as ReadingError } from "@clickhouse/client-web";
import { type Failure, failure } from "../kernel/errors.ts";

/** Why the store did not take rows. */
export interface StoreFailure {
  /** False only when the rows themselves are refused: the same rows will be refused again. */
  readonly retryable: boolean;
  /** ClickHouse's name for it, such as `TOO_MANY_PARTS`; empty when it was not ClickHouse who failed. */
  readonly type: string;
  readonly message: string;
}

/**
 * Errors that blame the data of an insert. Everything else (no connection, no memory, too many parts,
 * a missing table, wrong credentials) may pass or be mended, so the rows are kept and tried again.
 */
const dataErrors: ReadonlySet<string> = new Set([
  "ARGUMENT_OUT_OF_BOUND",
  "ATTEMPT_TO_READ_AFTER_EOF",
  "CANNOT_CONVERT_TYPE",
  "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN",
  "CANNOT_READ_ALL_DATA",
  "DECIMAL_OVERFLOW",
  "INCORRECT_DATA",
  "TOO_DEEP_RECURSION",
  "TOO_LARGE_ARRAY_SIZE",
  "TOO_LARGE_STRING_SIZE",
  "TYPE_MISMATCH",
  "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
  "VIOLATED_CONSTRAINT",
]);
const parseError = /^CANNOT_PARSE_/;

export function insertFailure(cause: unknown): StoreFailure {
  const type = isClickHouseError(cause) ? (cause.type ?? "") : "";
  return { retryable: !dataErrors.has(type) && !parseError.test(type), type, message: messageOf(cause) };
}

export function queryFailure(cause: unknown): Failure {
  if (!isClickHouseError(cause)) return unansweredFailure(cause);
  switch (cause.type) {
    case "TIMEOUT_EXCEEDED":
    case "TOO_SLOW":
      return failure("query_timeout", { cause });
    case "MEMORY_LIMIT_EXCEEDED":
    case "TOO_MANY_ROWS":
    case "TOO_MANY_BYTES":
    case "TOO_MANY_ROWS_OR_BYTES":
      return failure("query_too_large", { cause });
    case "CANNOT_COMPILE_REGEXP":
      return patternFailure(cause);
    case "TOO_MANY_SIMULTANEOUS_QUERIES":
      return failure("too_many_queries", { cause });
    case "AUTHENTICATION_FAILED":
    case "NETWORK_ERROR":
    case "ALL_CONNECTION_TRIES_FAILED":
      return failure("store_unavailable", { cause });
    default:
      return failure("internal", { cause });
  }
}

/** The only part of a question that nobody but the store can check. */
function patternFailure(cause: Error): Failure {
  const found = /cannot compile re2: (.*), error: (.*?)\. Look at /s.exec(cause.message);
  const [, pattern = "", reason = "cannot be compiled"] = found ?? [];
  const message = `regex: the pattern ${JSON.stringify(pattern)} is not valid RE2 syntax: ${reason}`;
  return failure("invalid_parameter", { field: "regex", pattern, message, cause });
}

/** No answer, or one that is not in ClickHouse's usual form. */
function unansweredFailure(cause: unknown): Failure {
  // Refused while the request's form was read, before there was a query: a bound value is too long.
  const isTooLong = cause instanceof Error && cause.message.includes("Field value too long");
  return failure(isTooLong ? "query_too_large" : "store_unavailable", { cause });
}

/** What ClickHouse answered; each of the two clients has a class of its own for it. */
export function isClickHouseError(cause: unknown): cause is ClickHouseError | ReadingError {
  return cause instanceof ClickHouseError || cause instanceof ReadingError;
}

function messageOf(cause: unknown): string {
  if (isClickHouseError(cause))
    return `${cause.type ?? cause.code}: ${cause.message}`.slice(0, messageCharsMax);
  return cause instanceof Error ? cause.message : String(cause);
}

const messageCharsMax = 1_000;
