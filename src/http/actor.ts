import type { Actor } from "../access/actor.ts";
import { clientAddress } from "./client-address.ts";
import type { Call } from "./operation.ts";

/** Who changes something by this call, for those who keep a trail of it. */
export function actorOf(call: Call): Actor {
  const { trustedProxyHops } = call.services;
  const address = clientAddress(call.req.headers, call.address, trustedProxyHops);
  return { principal: call.access.principal, address };
}
