import { type Failure, errorRegistry } from "../kernel/errors.ts";
import type { Call } from "./operation.ts";
import { withPatternPlace } from "./pattern-place.ts";
import { failureResponse } from "./respond.ts";

/** The answer for an expected failure; ours go to the log, where the request id finds their cause. */
export function failed(call: Call, problem: Failure): Response {
  if (errorRegistry[problem.code].status >= 500) {
    call.services.logger.warn(`a request was answered with ${problem.code}`, {
      requestId: call.requestId,
      // Without its query, which may hold a key.
      path: call.req.url.split("?", 1)[0],
      reason: reasonOf(problem.cause),
    });
  }
  return failureResponse(withPatternPlace(problem, call.sentBody), call.requestId);
}

/** The words of an expected failure, its causes' behind them; where it was thrown does not matter. */
function reasonOf(cause: unknown): string {
  const words: string[] = [];
  for (let at = cause; at instanceof Error && words.length < causesMax; at = at.cause) words.push(at.message);
  return words.join(": ").slice(0, reasonCharsMax);
}

const causesMax = 4;
const reasonCharsMax = 2_000;
