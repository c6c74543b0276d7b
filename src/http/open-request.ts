import { isLoopback } from "../access/open-mode.ts";
import type { Permission } from "../access/principal.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { Services } from "./services.ts";

/**
 * In open mode the browser on this machine could be used against its owner: any page that is looked at
 * may send requests here, and a name of a stranger's may be pointed to 127.0.0.1, which makes the
 * stranger's page one of ours. So without credentials, what is asked must be asked by one of this
 * machine's own names, and what changes something not by another site's page. Events may come from
 * anywhere, as always. Null: it is fine.
 */
export function openRequestProblem(req: Request, scope: Permission, services: Services): Failure | null {
  if (scope === "ingest") return null;
  const host = req.headers.get("host") ?? "";
  if (!services.access.isOpenToAll() && !isLoopback(host.replace(/:\d+$/, ""))) return foreignName;
  const origin = req.headers.get("origin");
  if (scope === "read" || origin === null || services.corsOrigins.includes(origin)) return null;
  return URL.parse(origin)?.host === host ? null : foreignPage;
}

const foreignName = failure("forbidden", {
  message: "Without credentials, ask by the name localhost or the address 127.0.0.1.",
});
const foreignPage = failure("forbidden", {
  message: "Without credentials, pages of other sites cannot change anything here.",
});
