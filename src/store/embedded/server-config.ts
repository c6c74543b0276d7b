import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ServerConfig {
  readonly folder: string;
  readonly secret: string;
  readonly memoryBytesMax: number;
}

export const secretHeader = "X-Tidemark-Secret";

/**
 * Writes ClickHouse's configuration, readable by the owner only because it holds the secret. Every
 * HTTP request without the secret meets no rule and is a 404; there is no other interface.
 */
export function writeServerConfig(config: ServerConfig): string {
  for (const folder of ["data", "tmp", "user_files", "format_schemas"]) {
    mkdirSync(join(config.folder, folder), { recursive: true, mode: 0o700 });
  }
  const file = join(config.folder, "config.xml");
  writeFileSync(file, render(config), { mode: 0o600 });
  return file;
}

/** The command line of clickhouse-local that turns the library into a server until it is told to end. */
export function serverArguments(configFile: string, folder: string, port: number): string[] {
  const serve = "SYSTEM START LISTEN HTTP";
  // The listener lives as long as the list of queries runs, so the last query never ends.
  const stay =
    "SELECT sleepEachRow(1) FROM system.numbers SETTINGS max_block_size = 1, max_execution_time = 0 FORMAT Null";
  return [
    "clickhouse",
    "--config-file",
    configFile,
    "--path",
    join(folder, "data"),
    "--http_port",
    String(port),
    "--listen_host",
    "127.0.0.1",
    "--logger.level=error",
    "--multiquery",
    "--query",
    `${serve}; ${stay}`,
  ];
}

const mebibyte = 1024 * 1024;

function render({ folder, secret, memoryBytesMax }: ServerConfig): string {
  return `<clickhouse>
  <tmp_path>${xml(join(folder, "tmp"))}/</tmp_path>
  <user_files_path>${xml(join(folder, "user_files"))}/</user_files_path>
  <format_schema_path>${xml(join(folder, "format_schemas"))}/</format_schema_path>
  <max_server_memory_usage>${memoryBytesMax}</max_server_memory_usage>
  <mark_cache_size>${64 * mebibyte}</mark_cache_size>
  <uncompressed_cache_size>0</uncompressed_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <background_common_pool_size>2</background_common_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <background_move_pool_size>1</background_move_pool_size>
  <background_buffer_flush_schedule_pool_size>1</background_buffer_flush_schedule_pool_size>
  <background_message_broker_schedule_pool_size>1</background_message_broker_schedule_pool_size>
  <background_distributed_schedule_pool_size>1</background_distributed_schedule_pool_size>
  <max_concurrent_queries>200</max_concurrent_queries>
  <keep_alive_timeout>60</keep_alive_timeout>
  <http_handlers>
    <rule>
      <url>regex:^/?(ping)?(\\?.*)?$</url>
      <headers><${secretHeader}>${xml(secret)}</${secretHeader}></headers>
      <handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler>
    </rule>
  </http_handlers>
</clickhouse>
`;
}

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
