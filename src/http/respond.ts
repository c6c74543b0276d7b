import { type Failure, errorRegistry } from "../kernel/errors.ts";

/** The one error shape: `{"error": {"code", "message", "field"?, "requestId"}}`. */
export function failureResponse(problem: Failure, requestId: string): Response {
  const { code, message, field, retryAfterSeconds } = problem;
  const error = { code, message, ...(field === undefined ? {} : { field }), requestId };
  return Response.json(
    { error },
    {
      status: errorRegistry[code].status,
      headers: retryHeaders(errorRegistry[code].status, retryAfterSeconds),
    },
  );
}

function retryHeaders(status: number, retryAfterSeconds: number | undefined): Record<string, string> {
  const seconds =
    retryAfterSeconds ?? (status === 503 || status === 429 ? retryAfterSecondsDefault : undefined);
  return seconds === undefined ? {} : { "Retry-After": String(seconds) };
}

const retryAfterSecondsDefault = 5;
