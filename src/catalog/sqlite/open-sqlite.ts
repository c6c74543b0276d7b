import { Database } from "bun:sqlite";
import { type Dialect, type Driver, SqliteAdapter } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";

/** The catalog in a file, made if missing. Commands may write it beside the server, each waiting for the other. */
export function openSqlite(file: string): Dialect {
  const database = new Database(file, { create: true, strict: true });
  database.run("PRAGMA busy_timeout = 5000");
  database.run("PRAGMA journal_mode = WAL");
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA foreign_keys = ON");
  // What is deleted leaves the file at once, and not when its page is used again.
  database.run("PRAGMA secure_delete = ON");
  return new TransactionalSqliteDialect(database);
}

/**
 * SQLite takes changes of tables in a transaction, and Kysely does not use that by itself: a kill between
 * the making of a table and the note that its migration ran would keep the next start from starting.
 */
class TransactionalSqliteDialect extends BunSqliteDialect {
  readonly #database: Database;

  constructor(database: Database) {
    super({ database });
    this.#database = database;
  }

  /** A full disk ends a transaction by itself; to roll it back again would fail and hide the reason. */
  override createDriver(): Driver {
    const driver: Driver = super.createDriver();
    const rollback = driver.rollbackTransaction.bind(driver);
    driver.rollbackTransaction = async (connection) => {
      if (this.#database.inTransaction) await rollback(connection);
    };
    return driver;
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
