import { type Failure, errorRegistry } from "../kernel/errors.ts";

/** The one error shape: `{"error": {"code", "message", "field"?, "requestId"}}`. */
export function failureResponse(problem: Failure, requestId: string): Response {
  const { code, retryAfterSeconds } = problem;
  // Both may repeat what was sent, which may be long.
  const message = problem.message.slice(0, messageCharsMax);
  const field = problem.field?.slice(0, fieldCharsMax);
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
const messageCharsMax = 1_000;
const fieldCharsMax = 500;
