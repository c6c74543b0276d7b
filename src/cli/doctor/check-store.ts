import type { Config } from "../../app/config.ts";
import { type StoreTables, inspectStore } from "../../app/inspect-store.ts";
import { type Check, broken, good, warning } from "./check.ts";

/**
 * Asks the configured ClickHouse, or starts the embedded one for a moment; see `inspectStore`.
 * `storedEvents`: how many the loader has stored in its life.
 */
export async function checkStore(config: Config, folder: string, storedEvents: number): Promise<Check[]> {
  const isEmbedded = config.CLICKHOUSE_URL === undefined;
  const inspected = await inspectStore(config, folder);
  if (!inspected.ok) return [notUsable(inspected.error, isEmbedded, folder)];
  const { version, tables, clockAheadMs } = inspected.value;
  const what = `${isEmbedded ? "embedded ClickHouse" : "ClickHouse"} ${version}`;
  return [checkTables(what, tables, storedEvents), ...(isEmbedded ? [] : [checkClock(clockAheadMs)])];
}

function notUsable(why: string, isEmbedded: boolean, folder: string): Check {
  const sentence = why.split("\n", 1)[0]!.slice(0, messageCharsMax);
  const remedy = isEmbedded
    ? `if it names a missing package, npm ci; else look at its words, and if ${folder} is damaged, restore it from a backup`
    : "check CLICKHOUSE_URL: address, user, password, database, and whether the server runs; meanwhile events are kept in the log";
  return broken(
    "store",
    `${isEmbedded ? "the embedded ClickHouse cannot be used" : "ClickHouse cannot be reached"}: ${sentence}`,
    remedy,
  );
}

const messageCharsMax = 400;

function checkTables(what: string, tables: StoreTables | null, storedEvents: number): Check {
  const isEmpty = tables === null || tables.applied.length === 0;
  if (isEmpty && storedEvents > 0) {
    const message = `${what}; it holds nothing, although the loader has stored ${storedEvents} events`;
    return broken(
      "store",
      message,
      "check that this is the right server and database, or restore the store from a backup",
    );
  }
  if (isEmpty) return good("store", `${what}; its tables are made at the first start`);
  const holds = `${what}; ${tables.events} events, tables as of ${tables.applied.at(-1)!}`;
  if (tables.unknown.length > 0) {
    return broken("store", `${holds}, made by a newer Tidemark`, "upgrade Tidemark, or use another store");
  }
  if (tables.pending.length > 0)
    return good("store", `${holds}; the next start applies ${tables.pending.join(", ")}`);
  return good("store", holds);
}

function checkClock(clockAheadMs: number): Check {
  const seconds = Math.abs(clockAheadMs / 1_000).toFixed(1);
  if (Math.abs(clockAheadMs) < clockDifferenceMsMax) return good("store clock", "agrees with ours");
  const message = `is ${seconds} s ${clockAheadMs > 0 ? "ahead of" : "behind"} ours`;
  return warning("store clock", message, "let both machines keep their clocks by NTP");
}

const clockDifferenceMsMax = 2_000;
