import { type Result, err, ok } from "../../kernel/result.ts";
import { parseFieldTexts, splitAtCommas } from "./field-map.ts";
import { type Format, type FormatName, formatNames, formatOfName } from "./format.ts";
import type { TimeFormat } from "./read-time.ts";

/** What the command line says about the file, as commander hands it over. */
export interface FormatFlags {
  readonly format?: FormatName;
  readonly map: readonly string[];
  readonly set: readonly string[];
  readonly timeFormat?: TimeFormat;
  readonly numbers: readonly string[];
  readonly delimiter?: string;
  readonly pagesOnly?: boolean;
}

/** Refuses flags that the format has no use for, because they would be thought to work. */
export function readFormatFlags(file: string, flags: FormatFlags): Result<Format, string> {
  const name = flags.format ?? formatOfName(file);
  if (name === undefined)
    return err(`the name ${file} tells no format; say --format ${formatNames.join("|")}`);
  const stray = strayFlag(name, flags);
  if (stray !== undefined) return err(`${stray} does not go with --format ${name}`);
  if (name === "combined") return ok({ name, pagesOnly: flags.pagesOnly ?? false });
  const map = parseFieldTexts("--map", flags.map);
  if (!map.ok) return map;
  const constants = parseFieldTexts("--set", flags.set);
  if (!constants.ok) return constants;
  const options = {
    map: map.value,
    constants: constants.value,
    timeFormat: flags.timeFormat ?? "auto",
    numbers: flags.numbers.flatMap(splitAtCommas),
  };
  if (name === "ndjson") return ok({ name, options });
  const delimiter = flags.delimiter ?? ",";
  if (delimiter === "") return err("--delimiter: write the character between two cells");
  return ok({ name, options: { ...options, delimiter: delimiter === "tab" ? "\t" : delimiter } });
}

function strayFlag(name: FormatName, flags: FormatFlags): string | undefined {
  const isCombined = name === "combined";
  if (isCombined && flags.map.length > 0) return "--map";
  if (isCombined && flags.set.length > 0) return "--set";
  if (isCombined && flags.timeFormat !== undefined) return "--time-format";
  if (isCombined && flags.numbers.length > 0) return "--numbers";
  if (!isCombined && flags.pagesOnly === true) return "--pages-only";
  if (name !== "csv" && flags.delimiter !== undefined) return "--delimiter";
  return undefined;
}
