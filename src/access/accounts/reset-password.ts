import type { Accounts } from "../../catalog/accounts.ts";
import type { Memberships } from "../../catalog/memberships.ts";
import type { SignIns } from "../../catalog/sign-ins.ts";
import type { Audit } from "../audit.ts";
import type { EmailAddress } from "./email-address.ts";
import { PasswordHasher } from "./password.ts";
import { newSecret } from "./secret.ts";

export interface ResetOptions {
  readonly catalog: {
    readonly accounts: Accounts;
    readonly memberships: Memberships;
    readonly signIns: SignIns;
  };
  readonly audit: Audit;
}

/**
 * Gives an account a new random password and ends all its sign-ins; null when there is none of that e-mail. Only for
 * whoever holds the data folder or the database: an account may belong to several organizations, so an
 * admin of one must not be able to take it over.
 */
export async function resetPassword(
  email: EmailAddress,
  { catalog, audit }: ResetOptions,
): Promise<string | null> {
  const account = await catalog.accounts.byEmail(email);
  if (account === null) return null;
  const password = newSecret();
  const hash = await new PasswordHasher().hash(password);
  if (hash === null) throw new Error("nobody else hashes passwords here");
  await catalog.accounts.setPassword(account.id, hash);
  await catalog.signIns.endAll(account.id, null);
  for (const { organization_id } of await catalog.memberships.of(account.id)) {
    await audit.record({
      principal: { kind: "operator", id: "command line", organization_id },
      project_id: null,
      action: "account.password_reset",
      target: account.id,
      address: "",
    });
  }
  return password;
}
