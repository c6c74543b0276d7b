import { ok, type Step } from "./step.ts";
import type { AddressHash } from "./visitor-hash.ts";

/** The only trace an address leaves in an event; none at all for visitors who ask not to be tracked. */
export function hashAddress(addressHash: AddressHash): Step {
  return (work) => {
    if (!work.anonymous) work.event.ip_hash = addressHash(work.ip);
    return ok;
  };
}
