import type { Kysely } from "kysely";
import type { Clock, EpochMs } from "../kernel/clock.ts";
import type { IdSource, OrganizationId } from "../kernel/ids.ts";
import { type Account, type NewAccount, insertAccount } from "./accounts.ts";
import type { Invitation } from "./invitations.ts";
import { lockOrganization } from "./lock-organization.ts";
import { hasOwner } from "./memberships.ts";
import { raiseRevision } from "./revisions.ts";
import type { CatalogTables } from "./schema.ts";

/** Every way to become a member, each as one transaction: a link works once, however many try it at once. */
export class Joining {
  readonly #db: Kysely<CatalogTables>;
  readonly #parts: { readonly clock: Clock; readonly ids: IdSource };

  constructor(db: Kysely<CatalogTables>, clock: Clock, ids: IdSource) {
    this.#db = db;
    this.#parts = { clock, ids };
  }

  /** A link with which the first owner can be made. False when there is an owner. */
  async addOwnerLink(tokenHash: string, expiresAt: EpochMs): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      await transaction
        .deleteFrom("owner_links")
        .where("expires_at", "<=", this.#parts.clock.now())
        .execute();
      if (await hasOwner(transaction)) return false;
      await transaction
        .insertInto("owner_links")
        .values({ token_hash: tokenHash, expires_at: expiresAt })
        .execute();
      return true;
    });
  }

  async hasOwnerLink(tokenHash: string): Promise<boolean> {
    return hasOwnerLink(this.#db, tokenHash, this.#parts.clock.now());
  }

  /**
   * Makes the first owner; all links end with that. Null when the link is not valid (any more). `taken`: there is an
   * account of this e-mail already, of somebody who was invited before there was an owner; the link stays.
   */
  async claimOwnership(
    tokenHash: string,
    organization: OrganizationId,
    account: NewAccount,
  ): Promise<Account | "taken" | null> {
    return this.#db.transaction().execute(async (transaction) => {
      await lockOrganization(transaction, organization);
      const isValid = await hasOwnerLink(transaction, tokenHash, this.#parts.clock.now());
      if (!isValid || (await hasOwner(transaction))) return null;
      const owner = await insertAccount(transaction, account, this.#parts);
      if (owner === null) return "taken";
      await transaction.deleteFrom("owner_links").execute();
      await this.#join(transaction, organization, owner.id, "owner");
      // Servers keep in memory whether there is an owner: with the first one the open mode ends.
      await raiseRevision(transaction);
      return owner;
    });
  }

  /**
   * Uses up the invitation. `who` is a new account or the id of one that is there. Null when the invitation is
   * not valid any more, or the new account's e-mail is taken.
   */
  async accept(invitation: Invitation, who: NewAccount | string): Promise<Account | null> {
    try {
      return await this.#db.transaction().execute(async (transaction) => {
        const account = await this.#accountOf(transaction, who);
        const used = await transaction
          .deleteFrom("invitations")
          .where("id", "=", invitation.id)
          .where("expires_at", ">", this.#parts.clock.now())
          .returning(["organization_id", "role"])
          .executeTakeFirst();
        // Neither an account without an invitation may stay, nor may an invitation be used up for nothing.
        if (account === null || used === undefined) throw new NotJoined();
        await this.#join(transaction, used.organization_id, account.id, used.role);
        // It may be the installation's first owner: the open mode ends with that.
        if (used.role === "owner") await raiseRevision(transaction);
        return account;
      });
    } catch (cause) {
      if (cause instanceof NotJoined) return null;
      throw cause;
    }
  }

  /** A new account that needs no invitation, such as one of a trusted provider. Null when its e-mail is taken. */
  async admit(organization: OrganizationId, role: string, account: NewAccount): Promise<Account | null> {
    return this.#db.transaction().execute(async (transaction) => {
      const made = await insertAccount(transaction, account, this.#parts);
      if (made !== null) await this.#join(transaction, organization, made.id, role);
      return made;
    });
  }

  async #accountOf(transaction: Kysely<CatalogTables>, who: NewAccount | string): Promise<Account | null> {
    if (typeof who !== "string") return insertAccount(transaction, who, this.#parts);
    const row = await transaction.selectFrom("accounts").selectAll().where("id", "=", who).executeTakeFirst();
    return row ?? null;
  }

  /** Who is a member already keeps the role: an invitation is no way to take one away. */
  async #join(
    transaction: Kysely<CatalogTables>,
    organization: OrganizationId,
    accountId: string,
    role: string,
  ): Promise<void> {
    await transaction
      .insertInto("memberships")
      .values({
        organization_id: organization,
        account_id: accountId,
        role,
        created_at: this.#parts.clock.now(),
      })
      .onConflict((conflict) => conflict.columns(["organization_id", "account_id"]).doNothing())
      .execute();
  }
}

async function hasOwnerLink(db: Kysely<CatalogTables>, tokenHash: string, now: EpochMs): Promise<boolean> {
  const link = await db
    .selectFrom("owner_links")
    .select("token_hash")
    .where("token_hash", "=", tokenHash)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return link !== undefined;
}

/** Takes back what the transaction has done. */
class NotJoined extends Error {}
