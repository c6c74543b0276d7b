import { type Failure, errorRegistry } from "../kernel/errors.ts";
import type { Call } from "./operation.ts";
import { failureResponse } from "./respond.ts";

/** The answer for an expected failure; ours go to the log, where the request id finds their cause. */
export function failed(call: Call, problem: Failure): Response {
  if (errorRegistry[problem.code].status >= 500) {
    const { code, cause } = problem;
    call.services.logger.warn("a request failed", {
      requestId: call.requestId,
      // Without its query, which may hold a key.
      path: call.req.url.split("?", 1)[0],
      code,
      cause,
    });
  }
  return failureResponse(problem, call.requestId);
}
