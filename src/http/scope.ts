import type { QueryScope } from "../analytics/analytics.ts";
import type { Call } from "./operation.ts";

/** Whose events this call may read; the query ends when its client goes away. */
export function scopeOf(call: Call): QueryScope {
  return { project_id: call.access.project_id, signal: call.req.signal };
}
