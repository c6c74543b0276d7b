import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isLoopback } from "../access/open-mode.ts";
import type { Config } from "./config.ts";
import { StartError } from "./start-problem.ts";

/**
 * The secret for tokens with HS256: the configured one; without one, and without a key set, one that is
 * made at the first start and kept in a file that only its owner may read. Null where tokens are an
 * issuer's alone. Throws what a person has to mend.
 */
export function tokenSecret(config: Config, file: string): string | null {
  const configured = config.JWT_SECRET ?? config.JWT_SECRET_KEY;
  if (configured !== undefined) return checked(config, configured);
  return config.JWT_JWKS_URL === undefined ? keptSecret(file) : null;
}

/** Whoever knows the secret may do everything, so beyond loopback it must be one that nobody can guess. */
function checked(config: Config, secret: string): string {
  const { JWT_SECRET: one, JWT_SECRET_KEY: other } = config;
  if (one !== undefined && other !== undefined && one !== other) {
    throw new StartError("JWT_SECRET and JWT_SECRET_KEY differ; set one of them");
  }
  if (isLoopback(config.HOST)) return secret;
  if (publishedSecrets.has(secret)) {
    throw new StartError(
      "JWT_SECRET is the example of a document, which everybody knows; set one of your own",
    );
  }
  if (Buffer.byteLength(secret) < secretBytesMin) {
    throw new StartError(
      `JWT_SECRET is shorter than ${secretBytesMin} bytes; make one with: openssl rand -base64 48`,
    );
  }
  return secret;
}

/** As long as the hash that it keys: a shorter one can be guessed from a single token. */
const secretBytesMin = 32;

const publishedSecrets: ReadonlySet<string> = new Set([
  "your-super-secret-jwt-key-change-in-production",
  "your-jwt-secret-key",
]);

function keptSecret(file: string): string {
  const known = readIfThere(file);
  if (known !== null) return known;
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, `${randomBytes(48).toString("base64url")}\n`, { mode: 0o600, flush: true });
  try {
    // Of two processes that start at once, one names the file; the other reads it.
    linkSync(draft, file);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, "utf8").trim();
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}
