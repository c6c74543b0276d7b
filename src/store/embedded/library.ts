import { existsSync } from "node:fs";

/**
 * Where the ClickHouse library of this platform lies: npm installs it as a file of a platform package.
 * Throws a sentence that says what to do when it is missing.
 */
export function findLibrary(
  platform: string = process.platform,
  arch: string = process.arch,
  from = import.meta.dir,
): string {
  const name = packageNames[`${platform}-${arch}`];
  const advice =
    "set CLICKHOUSE_URL to a ClickHouse server, or install on Linux (glibc) or macOS, x64 or arm64";
  if (name === undefined) {
    throw new Error(`there is no embedded ClickHouse for ${platform} on ${arch}; ${advice}`);
  }
  try {
    const library = Bun.resolveSync(`${name}/libchdb.so`, from);
    if (existsSync(library)) return library;
  } catch {
    // Told below: the package is not installed.
  }
  throw new Error(`the package ${name} is missing; run "npm ci" without --omit=optional, or ${advice}`);
}

const packageNames: Readonly<Record<string, string>> = {
  "linux-x64": "@chdb/lib-linux-x64-gnu",
  "linux-arm64": "@chdb/lib-linux-arm64-gnu",
  "darwin-x64": "@chdb/lib-darwin-x64",
  "darwin-arm64": "@chdb/lib-darwin-arm64",
};
