import { readFileSync } from "node:fs";
import { join } from "node:path";
import { databaseName } from "../../src/store/embedded/server-config.ts";
import type { ServerProcess } from "./server-process.ts";

/**
 * Reads a running server's embedded ClickHouse directly, past everything that is under test. The port
 * stands on the child's command line, the secret in the configuration that only the owner may read.
 */
export class StoreReader {
  readonly #url: string;
  readonly #secret: string;

  constructor(server: ServerProcess) {
    this.#url = `http://127.0.0.1:${portOf(server)}/`;
    this.#secret = secretIn(join(server.dataFolder, "clickhouse", "config.xml"));
  }

  async rows<Row>(sql: string): Promise<Row[]> {
    const text = await this.text(`${sql} FORMAT JSONEachRow`);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Row);
  }

  /** The single number of the first row. */
  async number(sql: string): Promise<number> {
    return Number(await this.text(`${sql} FORMAT TSV`));
  }

  /** Runs any statement; throws with ClickHouse's words when it fails. */
  async text(sql: string): Promise<string> {
    const response = await fetch(
      `${this.#url}?database=${databaseName}&output_format_json_quote_64bit_integers=0&max_execution_time=0`,
      {
        method: "POST",
        headers: { "X-Tidemark-Secret": this.#secret },
        body: sql,
        signal: AbortSignal.timeout(statementTimeoutMs),
      },
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`ClickHouse: ${text.slice(0, 2_000)}\nin: ${sql}`);
    return text;
  }
}

const statementTimeoutMs = 300_000;

/** The process of the embedded ClickHouse; undefined while none runs. */
export function storePid(server: ServerProcess): number | undefined {
  return server.childPids().find((pid) => portOption.test(commandLine(pid)));
}

function portOf(server: ServerProcess): number {
  const pid = storePid(server);
  const port = pid === undefined ? undefined : portOption.exec(commandLine(pid))?.[1];
  if (port === undefined) throw new Error("the server has no embedded ClickHouse that runs");
  return Number(port);
}

const portOption = /--http_port(?:=|",")(\d+)/;

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

function secretIn(configFile: string): string {
  const secret = /<X-Tidemark-Secret>([^<]+)</.exec(readFileSync(configFile, "utf8"))?.[1];
  if (secret === undefined) throw new Error(`${configFile} has no secret`);
  return secret;
}
