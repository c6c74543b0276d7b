/**
 * The one registry of errors that leave the system: code, HTTP status, public text. The docs table
 * (docs/errors.md) and the OpenAPI document are checked against it by a test.
 */
export const errorRegistry = {
  invalid_json: { status: 400, text: "The body is not valid JSON." },
  invalid_encoding: { status: 400, text: "The body is not valid UTF-8 or its compression is damaged." },
  invalid_field: { status: 400, text: "A field has a wrong type or value." },
  missing_field: { status: 400, text: "A required field is missing." },
  too_long: { status: 400, text: "A field is longer than its limit." },
  too_deep: { status: 400, text: "Properties are nested deeper than the limit." },
  too_many_keys: { status: 400, text: "Properties have more keys than the limit." },
  event_too_large: { status: 400, text: "The properties of one event are larger than the limit." },
  time_out_of_range: { status: 400, text: "The time is invalid or outside the accepted range." },
  name_not_allowed: { status: 400, text: "The project or the key does not take events of this name." },
  invalid_parameter: { status: 400, text: "A query parameter has a wrong type or value." },
  unauthorized: { status: 401, text: "Credentials are missing or not valid." },
  forbidden: { status: 403, text: "The credentials do not permit this operation." },
  not_found: { status: 404, text: "There is no such thing here." },
  method_not_allowed: { status: 405, text: "The path exists, but not with this method." },
  conflict: { status: 409, text: "The thing is in a state that does not allow this." },
  body_too_large: { status: 413, text: "The body is larger than the limit." },
  batch_too_large: { status: 413, text: "The batch has more events than the limit." },
  query_too_large: { status: 422, text: "The query needs more memory or rows than its limit." },
  rate_limited: { status: 429, text: "Too many requests; try again later." },
  quota_exceeded: { status: 429, text: "The project has used up its events of this month." },
  internal: { status: 500, text: "Something went wrong on our side; the request id finds it in the log." },
  log_full: { status: 503, text: "The event log is full; nothing was stored. Send the event again later." },
  log_unavailable: {
    status: 503,
    text: "The event log cannot be written; nothing was stored. Send the event again later.",
  },
  store_unavailable: {
    status: 503,
    text: "The event store does not answer; accepted events are safe in the log.",
  },
  catalog_unavailable: {
    status: 503,
    text: "What is set up here cannot be read or changed at the moment; nothing was changed.",
  },
  too_many_queries: { status: 503, text: "Too many queries run for this project; try again later." },
  key_set_unavailable: {
    status: 503,
    text: "The keys of the token's issuer cannot be fetched; the token could not be checked.",
  },
  shutting_down: { status: 503, text: "The server is shutting down; send the request again." },
  query_timeout: { status: 504, text: "The query took longer than its limit." },
} as const satisfies Record<string, { status: number; text: string }>;

export type ErrorCode = keyof typeof errorRegistry;

/** An expected failure. `message` is public; `cause` and `detail` are for the log only. */
export interface Failure {
  readonly code: ErrorCode;
  /** Public sentence; more precise than the registry's text where it can be. */
  readonly message: string;
  /** The field or parameter at fault, as the caller named it, e.g. `properties.page` or `[3].time`. */
  readonly field?: string;
  /** A pattern that only the store could find wrong; `field` is then the operator, until somebody finds where it stood. */
  readonly pattern?: string;
  /** After how many seconds a retry makes sense. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

export function failure(code: ErrorCode, more: Partial<Omit<Failure, "code">> = {}): Failure {
  return { code, message: errorRegistry[code].text, ...more };
}

/** Carries a failure through code that can only throw, such as a stream or a library callback. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(carried: Failure) {
    super(carried.message, { cause: carried.cause });
    this.name = "FailureError";
    this.failure = carried;
  }
}
