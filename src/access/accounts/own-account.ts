import type { Account, Accounts } from "../../catalog/accounts.ts";
import type { Membership, Memberships } from "../../catalog/memberships.ts";
import type { SignIns } from "../../catalog/sign-ins.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import type { OrganizationId } from "../../kernel/ids.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import type { Audit } from "../audit.ts";
import type { Principal } from "../principal.ts";
import { tooBusy } from "./account-failures.ts";
import type { PasswordHasher } from "./password.ts";
import type { SigningIn } from "./signing-in.ts";

export interface OwnAccountOptions {
  readonly catalog: {
    readonly accounts: Accounts;
    readonly memberships: Memberships;
    readonly signIns: SignIns;
  };
  readonly signingIn: SigningIn;
  readonly hasher: PasswordHasher;
  readonly audit: Audit;
}

/** What people do with their own account once they are signed in. */
export class OwnAccount {
  readonly #options: OwnAccountOptions;

  constructor(options: OwnAccountOptions) {
    this.#options = options;
  }

  async read(principal: Principal): Promise<{ account: Account; memberships: Membership[] }> {
    const { accounts, memberships } = this.#options.catalog;
    const [account, ofAccount] = await Promise.all([
      accounts.get(principal.id),
      memberships.of(principal.id),
    ]);
    if (account === null) throw new Error("a sign-in without its account");
    return { account, memberships: ofAccount };
  }

  async rename(principal: Principal, name: string, address: string): Promise<void> {
    const { account } = await this.read(principal);
    await this.#options.catalog.accounts.rename(principal.id, name);
    await this.#record(principal, "account.renamed", address, { name: account.name }, { name });
  }

  /** Needs the password as it was, and ends every other sign-in: whoever had the old one is out. */
  async changePassword(
    principal: Principal,
    given: { currentPassword: string; newPassword: string; keptSignInId: string },
    address: string,
  ): Promise<Result<void, Failure>> {
    const { catalog, hasher, signingIn } = this.#options;
    const { account } = await this.read(principal);
    if (account.password_hash !== null) {
      const checked = await signingIn.checkPassword(account.email, given.currentPassword, address);
      if (!checked.ok) return checked.error.code === "unauthorized" ? err(wrongCurrent) : checked;
    } else {
      // Who signs in with a provider only has none to show; a first one would be a second way in for whoever
      // sits at the open browser, so it takes an invitation or the provider.
      return err(noPassword);
    }
    const hash = await hasher.hash(given.newPassword);
    if (hash === null) return err(tooBusy);
    await catalog.accounts.setPassword(account.id, hash);
    await catalog.signIns.endAll(account.id, given.keptSignInId);
    await this.#record(principal, "account.password_changed", address);
    return ok(undefined);
  }

  /** Goes on in another organization of the account; false when it does not belong to it. */
  async enter(principal: Principal, signInId: string, organization: OrganizationId): Promise<boolean> {
    const { memberships, signIns } = this.#options.catalog;
    const member = await memberships.get(organization, principal.id);
    if (member === null) return false;
    await signIns.moveTo(signInId, organization);
    return true;
  }

  async #record(
    principal: Principal,
    action: string,
    address: string,
    before?: unknown,
    after?: unknown,
  ): Promise<void> {
    const { audit } = this.#options;
    await audit.record({ principal, project_id: null, action, target: principal.id, before, after, address });
  }
}

const wrongCurrent = failure("invalid_field", {
  field: "currentPassword",
  message: "currentPassword: is not right",
});

const noPassword = failure("conflict", {
  message: "This account signs in with a provider and has no password to change.",
});
