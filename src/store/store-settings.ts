/** ClickHouse's settings for each kind of request, and why. They travel with the request. */
import type { ClickHouseSettings } from "@clickhouse/client";

export const sharedSettings = {
  // A dot in a property's key is part of the key, not a path.
  json_type_escape_dots_in_keys: 1,
  // Counts are numbers. Whoever selects larger ones than a double holds (hashes) selects them as text.
  output_format_json_quote_64bit_integers: 0,
  // NaN and infinities become null, because JSON knows no others.
  output_format_json_quote_denormals: 0,
} satisfies ClickHouseSettings;

/** Each batch goes in whole or not at all, and once, in the table and behind its views. */
export const insertSettings = {
  async_insert: 0,
  optimize_on_insert: 0,
  insert_deduplicate: 1,
  // Throws where it could not recognise a batch again, instead of storing it twice.
  deduplicate_insert_select: "force_enable",
  // The views take part one by one: a batch that a crash left half way is completed when it comes again.
  deduplicate_blocks_in_dependent_materialized_views: 1,
  // One block a batch: with several, the ones before a bad row would be stored, and those behind it not.
  input_format_parallel_parsing: 0,
  max_insert_threads: "1",
  min_insert_block_size_rows: "1000000",
  min_insert_block_size_bytes: "0",
  // Properties keep the texts that they have, also those that look like dates.
  input_format_try_infer_dates: 0,
  input_format_try_infer_datetimes: 0,
  // A field without a column is a mistake of ours; dropping it would lose data in silence.
  input_format_skip_unknown_fields: 0,
  // Imported history may span any number of months.
  throw_on_max_partitions_per_insert_block: 0,
} satisfies ClickHouseSettings;

/** For rows of which some are known to be bad: whole rows are left out, never a part of one. */
export const skipUnreadableSettings = {
  input_format_allow_errors_num: "1000000",
  input_format_allow_errors_ratio: 1,
} satisfies ClickHouseSettings;

export interface QueryBounds {
  readonly timeoutMs: number;
  readonly memoryBytesMax: number;
  /** The statement reads rollups: few rows, and the same ones again and again. */
  readonly readsRollups?: boolean;
}

export function querySettings(bounds: QueryBounds) {
  return {
    // May set settings, but write nothing.
    readonly: "2",
    cancel_http_readonly_queries_on_client_close: 1,
    max_execution_time: bounds.timeoutMs / 1_000,
    max_memory_usage: String(bounds.memoryBytesMax),
    // With FINAL too, conditions on a table's order are looked at before its other columns are read.
    optimize_move_to_prewhere_if_final: 1,
    ...(bounds.readsRollups === true ? rollupSettings : {}),
  } satisfies ClickHouseSettings;
}

const rollupSettings = {
  // Two threads that tell 600,000 visitors apart take half as much time again in all, because each has to hand over
  // what it knows; and questions that read rollups have several statements, which run side by side.
  merge_tree_min_rows_for_concurrent_read: "1000000",
  use_uncompressed_cache: 1,
  // The visitors of 90 days of a large project; more would push out everything else.
  merge_tree_max_rows_to_use_cache: "4000000",
} satisfies ClickHouseSettings;

/** For answers that are read into memory here: without a bound, a query could take the server with it. */
export const wholeAnswerSettings = {
  max_result_rows: "1000000",
  max_result_bytes: String(256 * 1024 * 1024),
  result_overflow_mode: "throw",
  // A failure after the first rows were sent stays readable.
  http_write_exception_in_output_format: 1,
} satisfies ClickHouseSettings;

/** For answers of any size: what does not fit into memory is sorted on disk, and blocks of long rows stay small. */
export function streamSettings({ memoryBytesMax }: QueryBounds) {
  return {
    max_bytes_before_external_sort: String(Math.floor(memoryBytesMax / 4)),
    max_block_size: "8192",
  } satisfies ClickHouseSettings;
}
