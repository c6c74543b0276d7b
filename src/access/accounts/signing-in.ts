import type { Account, Accounts } from "../../catalog/accounts.ts";
import type { Memberships } from "../../catalog/memberships.ts";
import type { ActiveSignIn, SignIn, SignIns } from "../../catalog/sign-ins.ts";
import { type Clock, dayMs, minuteMs } from "../../kernel/clock.ts";
import type { Failure } from "../../kernel/errors.ts";
import type { OrganizationId } from "../../kernel/ids.ts";
import { limits } from "../../kernel/limits.ts";
import { type Result, err, ok } from "../../kernel/result.ts";
import type { Audit } from "../audit.ts";
import { type Principal, type Role, permissionsOfRole } from "../principal.ts";
import { noOrganization, tooBusy, tooManyTries, wrongSignIn } from "./account-failures.ts";
import type { EmailAddress } from "./email-address.ts";
import type { FailedSignIns } from "./failed-sign-ins.ts";
import type { PasswordHasher } from "./password.ts";
import { hashSecret, isSecret, newSecret } from "./secret.ts";
import type { SignInThrottle } from "./sign-in-throttle.ts";
import type { Visit } from "./visit.ts";

export type { ActiveSignIn, SignIn };

export interface SigningInOptions {
  readonly catalog: {
    readonly accounts: Accounts;
    readonly memberships: Memberships;
    readonly signIns: SignIns;
  };
  readonly hasher: PasswordHasher;
  readonly throttle: SignInThrottle;
  readonly failures: Pick<FailedSignIns, "count">;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** The secret goes into the browser's cookie and nowhere else. */
export interface SignedIn {
  readonly secret: string;
  readonly account: Account;
}

/**
 * Signing in and staying so. A browser holds a random secret; the catalog holds its hash, so that a copy of the
 * catalog signs nobody in. A sign-in ends after a month, after a week without use, by signing out, when its member
 * leaves the organization, and when the password changes. Each request asks the catalog, so an end or a new role
 * counts at once, on every server.
 */
export class SigningIn {
  readonly #options: SigningInOptions;

  constructor(options: SigningInOptions) {
    this.#options = options;
  }

  async withPassword(
    email: EmailAddress,
    password: string,
    visit: Visit,
  ): Promise<Result<SignedIn, Failure>> {
    const account = await this.checkPassword(email, password, visit.address);
    return account.ok ? this.begin(account.value, visit) : account;
  }

  /** The account, if the password is right; guesses are slowed down. */
  async checkPassword(
    email: EmailAddress,
    password: string,
    address: string,
  ): Promise<Result<Account, Failure>> {
    const { catalog, hasher, throttle, failures } = this.#options;
    const attempt = { address, account: email };
    const begun = await throttle.begin(attempt);
    if (!begun.ok) {
      failures.count({ email, address, why: "throttled" });
      return err(tooManyTries(begun.error));
    }
    const account = await catalog.accounts.byEmail(email);
    const isRight = await hasher.verify(password, account?.password_hash ?? null);
    if (isRight === null) return err(tooBusy);
    if (!isRight || account === null) {
      failures.count({ email, address, why: "wrong" });
      return err(wrongSignIn);
    }
    await throttle.succeeded(attempt);
    return ok(account);
  }

  /** For somebody who has shown who they are. `preferred`: the organization to be in, if they belong to it. */
  async begin(
    account: Account,
    visit: Visit,
    preferred?: OrganizationId,
  ): Promise<Result<SignedIn, Failure>> {
    const { catalog, audit, clock } = this.#options;
    const memberships = await catalog.memberships.of(account.id);
    const [first] = memberships;
    if (first === undefined) return err(noOrganization);
    const chosen = memberships.find(({ organization_id }) => organization_id === preferred) ?? first;
    const secret = newSecret();
    await catalog.signIns.create(
      {
        account_id: account.id,
        organization_id: chosen.organization_id,
        token_hash: hashSecret(secret),
        client: visit.client,
        expires_at: clock.now() + signInMsMax,
      },
      limits.signInsOfAccountMax,
    );
    await audit.record({
      principal: { kind: "user", id: account.id, organization_id: chosen.organization_id },
      project_id: null,
      action: "account.signed_in",
      target: account.id,
      address: visit.address,
    });
    return ok({ secret, account });
  }

  /** Who shows the secret. Null when it is no sign-in (any more). */
  async find(secret: string): Promise<ActiveSignIn | null> {
    if (!isSecret(secret)) return null;
    const { catalog, clock } = this.#options;
    const found = await catalog.signIns.active(hashSecret(secret), this.#idleSince());
    // Once a minute is exact enough, and no write for each request.
    if (found !== null && clock.now() - found.seen_at >= touchMs) await catalog.signIns.touch(found.id);
    return found;
  }

  async principalOf(secret: string): Promise<Principal | null> {
    const found = await this.find(secret);
    return found === null || !isRole(found.role) ? null : personPrincipal(found, found.role);
  }

  async list(accountId: string): Promise<SignIn[]> {
    return this.#options.catalog.signIns.list(accountId, this.#idleSince());
  }

  /** Whether the principal's account had it. */
  async end(principal: Principal, id: string, address: string): Promise<boolean> {
    const isGone = await this.#options.catalog.signIns.end(principal.id, id);
    if (isGone) await this.#record(principal, "account.signed_out", id, address);
    return isGone;
  }

  /** Of all browsers, or of all but one. */
  async endAll(principal: Principal, keptId: string | null, address: string): Promise<number> {
    const count = await this.#options.catalog.signIns.endAll(principal.id, keptId);
    await this.#record(principal, "account.signed_out_everywhere", principal.id, address);
    return count;
  }

  async #record(principal: Principal, action: string, target: string, address: string): Promise<void> {
    await this.#options.audit.record({ principal, project_id: null, action, target, address });
  }

  #idleSince(): number {
    return this.#options.clock.now() - signInIdleMsMax;
  }
}

export const signInMsMax = 30 * dayMs;
const signInIdleMsMax = 7 * dayMs;
const touchMs = minuteMs;

function personPrincipal(signIn: ActiveSignIn, role: Role): Principal {
  return {
    kind: "user",
    id: signIn.account_id,
    organization_id: signIn.organization_id,
    project_id: null,
    permissions: permissionsOfRole[role],
    role,
    origins: null,
    eventNames: null,
  };
}

function isRole(text: string): text is Role {
  return Object.hasOwn(permissionsOfRole, text);
}
