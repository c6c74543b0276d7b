import { networkOf } from "./network-of.ts";
import { ok, type Step } from "./step.ts";
import type { AddressHash } from "./visitor-hash.ts";

/**
 * The only trace an address leaves in an event: its keyed hash, or the network it lies in, or nothing
 * where the project says so. None at all for visitors who ask not to be tracked.
 */
export function hashAddress(addressHash: AddressHash): Step {
  return (work) => {
    if (work.anonymous) return ok;
    const { addresses } = work.policy;
    if (addresses === "hash") work.event.ip_hash = addressHash(work.ip);
    else if (addresses === "truncate") work.event.ip_hash = networkOf(work.ip);
    return ok;
  };
}
