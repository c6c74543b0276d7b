import type { Kysely, Migration } from "kysely";

/** People who sign in: accounts, their roles in organizations, and every way to become and to stay signed in. */
async function up(db: Kysely<unknown>): Promise<void> {
  await accounts(db);
  await memberships(db);
  await invitations(db);
  await signIns(db);
}

async function accounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("accounts")
    .addColumn("id", "varchar(64)", (column) => column.primaryKey())
    .addColumn("email", "varchar(254)", (column) => column.notNull().unique())
    .addColumn("name", "varchar(200)", (column) => column.notNull())
    .addColumn("password_hash", "varchar(200)")
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema
    .createTable("account_identities")
    .addColumn("issuer", "varchar(500)", (column) => column.notNull())
    .addColumn("subject", "varchar(255)", (column) => column.notNull())
    .addColumn("account_id", "varchar(64)", (column) =>
      column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("account_identities_pk", ["issuer", "subject"])
    .execute();
}

async function memberships(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("memberships")
    .addColumn("organization_id", "varchar(64)", (column) =>
      column.notNull().references("organizations.id").onDelete("cascade"),
    )
    .addColumn("account_id", "varchar(64)", (column) =>
      column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("role", "varchar(16)", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addPrimaryKeyConstraint("memberships_pk", ["organization_id", "account_id"])
    .execute();
  await db.schema.createIndex("memberships_by_account").on("memberships").column("account_id").execute();
}

async function invitations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("invitations")
    .addColumn("id", "varchar(64)", (column) => column.primaryKey())
    .addColumn("organization_id", "varchar(64)", (column) =>
      column.notNull().references("organizations.id").onDelete("cascade"),
    )
    .addColumn("email", "varchar(254)", (column) => column.notNull())
    .addColumn("role", "varchar(16)", (column) => column.notNull())
    .addColumn("token_hash", "varchar(64)", (column) => column.notNull().unique())
    .addColumn("invited_by", "varchar(200)", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("invitations_by_email").on("invitations").column("email").execute();
  await db.schema
    .createTable("owner_links")
    .addColumn("token_hash", "varchar(64)", (column) => column.primaryKey())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
}

async function signIns(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("sign_ins")
    .addColumn("id", "varchar(64)", (column) => column.primaryKey())
    .addColumn("account_id", "varchar(64)", (column) =>
      column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("organization_id", "varchar(64)", (column) =>
      column.notNull().references("organizations.id").onDelete("cascade"),
    )
    .addColumn("token_hash", "varchar(64)", (column) => column.notNull().unique())
    .addColumn("client", "varchar(200)", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("seen_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint", (column) => column.notNull())
    .execute();
  await db.schema.createIndex("sign_ins_by_account").on("sign_ins").column("account_id").execute();
  await db.schema.createIndex("sign_ins_by_expiry").on("sign_ins").column("expires_at").execute();
}

export const accountsMigration: Migration = { up };
