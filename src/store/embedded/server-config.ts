/**
 * ClickHouse's configuration for a private server on a small machine, written anew for every start.
 * All that it writes lies in one folder, and the only way in is HTTP on loopback with the secret.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ServerConfig {
  readonly folder: string;
  readonly secret: string;
  readonly memoryBytesMax: number;
}

export const secretHeader = "X-Tidemark-Secret";
export const userName = "tidemark";
export const databaseName = "tidemark";

/** Only their owner may read them, because one holds the secret. */
export const configFiles = ["config.xml", "users.xml"] as const;
const [serverFile, usersFile] = configFiles;

export function writeServerConfig(config: ServerConfig): void {
  const inFolder = (name: string) => join(config.folder, name);
  for (const name of folders) mkdirSync(inFolder(name), { recursive: true, mode: 0o700 });
  // A file that is left from before keeps its permissions when it is written over.
  for (const name of configFiles) rmSync(inFolder(name), { force: true });
  writeFileSync(inFolder(usersFile), usersXml, { mode: 0o600 });
  writeFileSync(inFolder(serverFile), serverXml(config, inFolder), { mode: 0o600 });
}

/** The command line of clickhouse-local that turns the library into a server until it is told to end. */
export function serverArguments(folder: string, port: number): string[] {
  const statements = [
    `CREATE DATABASE IF NOT EXISTS ${databaseName} ENGINE = Atomic`,
    "SYSTEM START LISTEN HTTP",
    // The listener lives as long as the list of statements runs, so the last one never ends.
    "SELECT sleepEachRow(1) FROM system.numbers SETTINGS max_block_size = 1, max_execution_time = 0 FORMAT Null",
  ];
  const options = {
    "config-file": join(folder, serverFile),
    path: join(folder, "data"),
    http_port: String(port),
    listen_host: "127.0.0.1",
    "log-level": "error",
    query: statements.join("; "),
  };
  return [
    "clickhouse",
    "--multiquery",
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
  ];
}

const folders = ["data", "tmp", "user_files", "user_scripts", "format_schemas", "dictionaries"];
const mebibyte = 1024 * 1024;

/**
 * System log tables exist only where a configuration asks for them, and this one asks for none. Failed
 * queries are answered, so they are not logged as well; what fails in the background is.
 */
function serverXml({ secret, memoryBytesMax }: ServerConfig, inFolder: (name: string) => string): string {
  return `<clickhouse>
  <users_config>${xml(inFolder(usersFile))}</users_config>
  <tmp_path>${xml(inFolder("tmp"))}/</tmp_path>
  <user_files_path>${xml(inFolder("user_files"))}/</user_files_path>
  <user_scripts_path>${xml(inFolder("user_scripts"))}/</user_scripts_path>
  <format_schema_path>${xml(inFolder("format_schemas"))}/</format_schema_path>
  <dictionaries_lib_path>${xml(inFolder("dictionaries"))}/</dictionaries_lib_path>
  <logger>
    <console>1</console>
    <levels><executeQuery>none</executeQuery><DynamicQueryHandler>none</DynamicQueryHandler></levels>
  </logger>
  <http_handlers>
    <rule>
      <url>regex:^/?(\\?.*)?$</url>
      <headers><${secretHeader}>${xml(secret)}</${secretHeader}></headers>
      <handler><type>dynamic_query_handler</type><query_param_name>query</query_param_name></handler>
    </rule>
  </http_handlers>
  <keep_alive_timeout>60</keep_alive_timeout>
  <max_concurrent_queries>100</max_concurrent_queries>
  <max_server_memory_usage>${memoryBytesMax}</max_server_memory_usage>
  <!-- The operating system caches files anyway; the marks and keys of 100 million events take 30 MB. -->
  <mark_cache_size>${64 * mebibyte}</mark_cache_size>
  <index_mark_cache_size>${32 * mebibyte}</index_mark_cache_size>
  <primary_index_cache_size>${64 * mebibyte}</primary_index_cache_size>
  <!-- For rollups: a month of a project with ten million events in 90 days takes 50 MB. -->
  <uncompressed_cache_size>${96 * mebibyte}</uncompressed_cache_size>
  <compiled_expression_cache_size>${32 * mebibyte}</compiled_expression_cache_size>
  <!-- Two cores: two merges at a time, and one thread for each kind of other work. -->
  <background_pool_size>2</background_pool_size>
  <background_common_pool_size>2</background_common_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <background_fetches_pool_size>1</background_fetches_pool_size>
  <background_move_pool_size>1</background_move_pool_size>
  <background_buffer_flush_schedule_pool_size>1</background_buffer_flush_schedule_pool_size>
  <background_message_broker_schedule_pool_size>1</background_message_broker_schedule_pool_size>
  <background_distributed_schedule_pool_size>1</background_distributed_schedule_pool_size>
  <merge_tree>
    <!-- With a pool of two, the default of 8 would keep every merge small. -->
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
</clickhouse>
`;
}

/**
 * Requests run as a user who can touch our tables and nothing else: no files, no URLs, no other
 * servers. Should SQL ever be smuggled in, it stays in there. The default user, who may do anything,
 * runs the statements of the command line; over HTTP our client never asks as that user.
 */
const usersXml = `<clickhouse>
  <profiles>
    <default>
      <query_profiler_real_time_period_ns>0</query_profiler_real_time_period_ns>
      <query_profiler_cpu_time_period_ns>0</query_profiler_cpu_time_period_ns>
      <http_max_field_value_size>${mebibyte}</http_max_field_value_size>
    </default>
  </profiles>
  <quotas><default></default></quotas>
  <users>
    <default>
      <no_password/>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
    </default>
    <${userName}>
      <no_password/>
      <networks><ip>127.0.0.1</ip></networks>
      <profile>default</profile>
      <quota>default</quota>
      <grants>
        <query>GRANT ALL ON ${databaseName}.*</query>
        <query>GRANT SELECT ON system.*</query>
        <query>GRANT TABLE ENGINE ON MergeTree</query>
        <query>GRANT TABLE ENGINE ON AggregatingMergeTree</query>
      </grants>
    </${userName}>
  </users>
</clickhouse>
`;

function xml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
