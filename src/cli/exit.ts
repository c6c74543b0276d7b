/** Says on standard error what is wrong, one line each, and ends the process with 1. */
export function exitWith(headline: string, lines: readonly string[]): never {
  console.error(`tidemark: ${headline}`);
  for (const line of lines) console.error(`  ${line}`);
  process.exit(1);
}
