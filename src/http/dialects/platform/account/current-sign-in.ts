import type { ActiveSignIn } from "../../../../access/accounts/signing-in.ts";
import type { Call } from "../../../operation.ts";
import { readSignInSecret } from "../../../sign-in-cookie.ts";

/** The sign-in of the browser that asks; null when it has ended a moment ago. */
export async function currentSignIn(call: Call): Promise<ActiveSignIn | null> {
  const secret = readSignInSecret(call.req, call.services);
  return secret === null ? null : call.services.accounts.signingIn.find(secret);
}
