import type { Kysely, Selectable } from "kysely";
import type { Clock } from "../kernel/clock.ts";
import type { IdSource } from "../kernel/ids.ts";
import type { CatalogTables } from "./schema.ts";

/** A person who can sign in. */
export type Account = Selectable<CatalogTables["accounts"]>;

export interface NewAccount {
  readonly email: string;
  readonly name: string;
  /** Null: signs in with a provider only. */
  readonly password_hash: string | null;
}

/** Somebody as a sign-in provider knows them. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export class Accounts {
  readonly #db: Kysely<CatalogTables>;
  readonly #clock: Clock;

  constructor(db: Kysely<CatalogTables>, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  async get(id: string): Promise<Account | null> {
    const row = await this.#db.selectFrom("accounts").selectAll().where("id", "=", id).executeTakeFirst();
    return row ?? null;
  }

  async byEmail(email: string): Promise<Account | null> {
    const row = await this.#db
      .selectFrom("accounts")
      .selectAll()
      .where("email", "=", email)
      .executeTakeFirst();
    return row ?? null;
  }

  async byIdentity({ issuer, subject }: Identity): Promise<Account | null> {
    const row = await this.#db
      .selectFrom("accounts")
      .innerJoin("account_identities", "account_identities.account_id", "accounts.id")
      .selectAll("accounts")
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .executeTakeFirst();
    return row ?? null;
  }

  /** From now on this person of the provider is that account. Somebody else's identity stays theirs. */
  async link(accountId: string, { issuer, subject }: Identity): Promise<void> {
    await this.#db
      .insertInto("account_identities")
      .values({ issuer, subject, account_id: accountId, created_at: this.#clock.now() })
      .onConflict((conflict) => conflict.columns(["issuer", "subject"]).doNothing())
      .execute();
  }

  async setPassword(id: string, passwordHash: string): Promise<void> {
    await this.#db
      .updateTable("accounts")
      .set({ password_hash: passwordHash })
      .where("id", "=", id)
      .execute();
  }

  async rename(id: string, name: string): Promise<void> {
    await this.#db.updateTable("accounts").set({ name }).where("id", "=", id).execute();
  }
}

/** Within a transaction. Null when the e-mail has an account. */
export async function insertAccount(
  db: Kysely<CatalogTables>,
  account: NewAccount,
  { clock, ids }: { clock: Clock; ids: IdSource },
): Promise<Account | null> {
  const made: Account = { id: ids.opaque("acc"), ...account, created_at: clock.now() };
  const inserted = await db
    .insertInto("accounts")
    .values(made)
    .onConflict((conflict) => conflict.column("email").doNothing())
    .returning("id")
    .execute();
  return inserted.length === 0 ? null : made;
}
