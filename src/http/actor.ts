import type { Actor } from "../access/actor.ts";
import type { Call } from "./operation.ts";

/** Who changes something by this call, for those who keep a trail of it. */
export function actorOf(call: Call): Actor {
  return { principal: call.access.principal, address: call.address };
}
