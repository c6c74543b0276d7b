import type { Kysely } from "kysely";
import type { EpochMs } from "../kernel/clock.ts";
import type { OrganizationId } from "../kernel/ids.ts";
import { lockOrganization } from "./lock-organization.ts";
import type { CatalogTables } from "./schema.ts";

/** An account in an organization. */
export interface Member {
  readonly account_id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly created_at: EpochMs;
}

export interface Membership {
  readonly organization_id: OrganizationId;
  readonly organization_name: string;
  readonly role: string;
}

/** `last owner`: an organization always has one. */
export type MemberChange = "done" | "not there" | "last owner";

export class Memberships {
  readonly #db: Kysely<CatalogTables>;

  constructor(db: Kysely<CatalogTables>) {
    this.#db = db;
  }

  /** The oldest first. */
  async list(organization: OrganizationId): Promise<Member[]> {
    return this.#members(organization).orderBy("memberships.created_at").orderBy("account_id").execute();
  }

  async get(organization: OrganizationId, accountId: string): Promise<Member | null> {
    const member = await this.#members(organization).where("account_id", "=", accountId).executeTakeFirst();
    return member ?? null;
  }

  /** The account's organizations, the one it joined first being first. */
  async of(accountId: string): Promise<Membership[]> {
    return this.#db
      .selectFrom("memberships")
      .innerJoin("organizations", "organizations.id", "organization_id")
      .select(["organization_id", "organizations.name as organization_name", "role"])
      .where("account_id", "=", accountId)
      .orderBy("memberships.created_at")
      .orderBy("organization_id")
      .execute();
  }

  /** Whether the installation has an owner. */
  async hasOwner(): Promise<boolean> {
    return hasOwner(this.#db);
  }

  async setRole(organization: OrganizationId, accountId: string, role: string): Promise<MemberChange> {
    return this.#guarded(organization, accountId, role !== "owner", async (transaction) => {
      await transaction
        .updateTable("memberships")
        .set({ role })
        .where("organization_id", "=", organization)
        .where("account_id", "=", accountId)
        .execute();
    });
  }

  /** Also ends the member's sign-ins to this organization. */
  async remove(organization: OrganizationId, accountId: string): Promise<MemberChange> {
    return this.#guarded(organization, accountId, true, async (transaction) => {
      for (const table of ["memberships", "sign_ins"] as const) {
        await transaction
          .deleteFrom(table)
          .where("organization_id", "=", organization)
          .where("account_id", "=", accountId)
          .execute();
      }
    });
  }

  /** Changes of one organization's members come one after the other, or two owners could remove each other. */
  async #guarded(
    organization: OrganizationId,
    accountId: string,
    losesOwner: boolean,
    change: (transaction: Kysely<CatalogTables>) => Promise<void>,
  ): Promise<MemberChange> {
    return this.#db.transaction().execute(async (transaction) => {
      await lockOrganization(transaction, organization);
      const members = await transaction
        .selectFrom("memberships")
        .select(["account_id", "role"])
        .where("organization_id", "=", organization)
        .execute();
      const member = members.find(({ account_id }) => account_id === accountId);
      if (member === undefined) return "not there";
      const owners = members.filter(({ role }) => role === "owner");
      if (losesOwner && member.role === "owner" && owners.length === 1) return "last owner";
      await change(transaction);
      return "done";
    });
  }

  #members(organization: OrganizationId) {
    return this.#db
      .selectFrom("memberships")
      .innerJoin("accounts", "accounts.id", "account_id")
      .select(["account_id", "email", "name", "role", "memberships.created_at as created_at"])
      .where("organization_id", "=", organization);
  }
}

export async function hasOwner(db: Kysely<CatalogTables>): Promise<boolean> {
  const owner = await db
    .selectFrom("memberships")
    .select("account_id")
    .where("role", "=", "owner")
    .limit(1)
    .executeTakeFirst();
  return owner !== undefined;
}
