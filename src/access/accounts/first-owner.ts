import type { Joining } from "../../catalog/joining.ts";
import { type Clock, dayMs } from "../../kernel/clock.ts";
import { type Failure, failure } from "../../kernel/errors.ts";
import type { OrganizationId } from "../../kernel/ids.ts";
import { type Result, err } from "../../kernel/result.ts";
import type { Audit } from "../audit.ts";
import { linkNotValid, tooBusy } from "./account-failures.ts";
import type { EmailAddress } from "./email-address.ts";
import type { PasswordHasher } from "./password.ts";
import { hashSecret, isSecret, newSecret } from "./secret.ts";
import type { SignedIn, SigningIn } from "./signing-in.ts";
import type { Visit } from "./visit.ts";

export interface FirstOwnerOptions {
  readonly joining: Joining;
  readonly organization: OrganizationId;
  readonly signingIn: SigningIn;
  readonly hasher: PasswordHasher;
  readonly audit: Audit;
  /** After the first owner is there: servers keep in memory whether there is one. */
  readonly onClaimed: () => Promise<void>;
}

export interface OwnerClaim {
  readonly token: string;
  readonly email: EmailAddress;
  readonly name: string;
  readonly password: string;
}

/** How an installation gets its first owner: by a link that only whoever can start the server gets to see. */
export class FirstOwner {
  readonly #options: FirstOwnerOptions;

  constructor(options: FirstOwnerOptions) {
    this.#options = options;
  }

  async claim(given: OwnerClaim, visit: Visit): Promise<Result<SignedIn, Failure>> {
    const { joining, organization, hasher, audit, signingIn, onClaimed } = this.#options;
    // Looked at first, so that made-up links make nobody hash passwords.
    if (!isSecret(given.token) || !(await joining.hasOwnerLink(hashSecret(given.token))))
      return err(linkNotValid);
    const hash = await hasher.hash(given.password);
    if (hash === null) return err(tooBusy);
    const account = { email: given.email, name: given.name || given.email, password_hash: hash };
    const owner = await joining.claimOwnership(hashSecret(given.token), organization, account);
    if (owner === null) return err(linkNotValid);
    if (owner === "taken") return err(emailTaken);
    await onClaimed();
    await audit.record({
      principal: { kind: "user", id: owner.id, organization_id: organization },
      project_id: null,
      action: "organization.claimed",
      target: organization,
      after: { owner: owner.email },
      address: visit.address,
    });
    return signingIn.begin(owner, visit);
  }
}

const emailTaken = failure("conflict", {
  field: "email",
  message: "There is an account of this e-mail already; take another one for the owner.",
});

/** The secret of a new link, valid for a day; null when there is an owner. */
export async function makeOwnerLink(joining: Joining, clock: Clock): Promise<string | null> {
  const secret = newSecret();
  return (await joining.addOwnerLink(hashSecret(secret), clock.now() + dayMs)) ? secret : null;
}
