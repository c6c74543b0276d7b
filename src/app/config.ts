import { resolve } from "node:path";
import { z } from "zod";
import { hourMs, minuteMs, secondMs } from "../kernel/clock.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";

/**
 * The one place that reads the environment: parsed once, by schema, with a sentence for each key.
 * docs/configuration.md is generated from this; a test compares them.
 */
const whole = (from: number, to: number) => z.coerce.number().int().min(from).max(to);

/** Comma-separated. */
const list = () =>
  z
    .string()
    .default("")
    .transform((value) =>
      value
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
    );

const perWindow = (requests: number) => whole(1, limits.rateTokensMax).default(requests);

/** A hundred years at most. */
const keptDays = whole(0, 36_500);

const claimName = (standard: string) => z.string().min(1).default(standard);

export const environment = z.object({
  PORT: whole(0, 65_535).default(3000).describe("Port of the HTTP server; 0 takes a free one."),
  HOST: z
    .string()
    .min(1)
    .default("127.0.0.1")
    .describe("Address to listen on. Beyond this machine (other than loopback) credentials are required."),
  TIDEMARK_OPEN: z
    .enum(["auto", "yes", "no"])
    .default("auto")
    .describe(
      "Whether requests without credentials may do everything: `auto` on loopback until there is an owner, `yes` whoever can reach the server, `no` never.",
    ),
  TIDEMARK_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "The address by which browsers reach the server, such as `https://stats.example.com`: for links and for the sign-in provider. Without it, the one it listens on.",
    ),
  TIDEMARK_PRIVATE_HOSTS: list().describe(
    "Comma-separated hosts (`name` or `name:port`) with private addresses or plain HTTP that configured URLs (sign-in provider, key sets) may name all the same.",
  ),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Issuer URL of an OpenID Connect provider with which people may sign in."),
  OIDC_CLIENT_ID: z.string().min(1).optional().describe("What the provider calls this server."),
  OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe("The secret that the provider has given to this server."),
  OIDC_EMAIL_DOMAINS: list().describe(
    "Comma-separated domains; people with an e-mail of another domain cannot sign in with the provider.",
  ),
  OIDC_DEFAULT_ROLE: z
    .enum(["viewer", "analyst", "admin"])
    .optional()
    .describe(
      "Role of people of `OIDC_EMAIL_DOMAINS` who come without an invitation; without it they need one.",
    ),
  JWT_SECRET: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Secret of tokens with HS256, 32 bytes or more. Without it and `JWT_JWKS_URL` one is made and kept in the data folder.",
    ),
  JWT_SECRET_KEY: z.string().min(1).optional().describe("The same as `JWT_SECRET`, by another name."),
  JWT_JWKS_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Key set of an issuer whose tokens with RS256 or ES256 are taken."),
  JWT_ISSUER: z
    .string()
    .min(1)
    .optional()
    .describe("What `iss` of every token has to be; anything without it."),
  JWT_AUDIENCE: z
    .string()
    .min(1)
    .optional()
    .describe("What `aud` of every token has to hold; anything without it."),
  JWT_CLOCK_SKEW_SECONDS: whole(0, 300)
    .default(30)
    .describe("Seconds by which the clocks of issuers may differ from ours."),
  JWT_ORGANIZATION_CLAIM: claimName("org_id").describe("Claim that names a token's organization."),
  JWT_PROJECT_CLAIM: claimName("project_id").describe("Claim that names a token's project."),
  JWT_PERMISSIONS_CLAIM: claimName("permissions").describe(
    "Claim that names a token's permissions: a list, or words with spaces between. Without the claim: ingest and read.",
  ),
  TIDEMARK_DATA: z
    .string()
    .min(1)
    .default("./data")
    .describe("Folder for everything that is kept; made if missing."),
  CLICKHOUSE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "A ClickHouse server to use instead of the embedded one: `http://user:password@host:8123/database`.",
    ),
  DATABASE_URL: z
    .url({ protocol: /^postgres(?:ql)?$/ })
    .optional()
    .describe(
      "A PostgreSQL server for the catalog instead of a SQLite file: `postgres://user:password@host:5432/database`.",
    ),
  REDIS_URL: z
    .url({ protocol: /^(rediss?|unix|redis\+unix)$/ })
    .optional()
    .describe(
      "A Redis or Valkey in which several processes share their rate limits and counts of failed sign-ins: `redis://host:6379`.",
    ),
  LOG_LEVEL: z
    .preprocess(
      (value) => (typeof value === "string" ? value.toLowerCase() : value),
      z.enum(["debug", "info", "warn", "error", "silent"]),
    )
    .default("info")
    .describe("Which lines the server writes to standard error."),
  TIDEMARK_LOG_BYTES_MAX: whole(64 * 1024 * 1024, Number.MAX_SAFE_INTEGER)
    .default(limits.logBytesMax)
    .describe("Bytes of accepted events that may wait for the store; past it, intake answers 503."),
  TIDEMARK_DEDUPE_HOURS: whole(1, limits.dedupeWindowMsMax / hourMs)
    .default(limits.dedupeWindowMs / hourMs)
    .describe("Hours within which an event that is sent again is recognised by its id."),
  TIDEMARK_SESSION_MINUTES: whole(1, 24 * 60)
    .default(limits.sessionTimeoutMs / minuteMs)
    .describe("Minutes of silence that end a session."),
  TIDEMARK_STORE_MEMORY_BYTES: whole(512 * 1024 * 1024, Number.MAX_SAFE_INTEGER)
    .default(2 * 1024 * 1024 * 1024)
    .describe("Memory that the embedded ClickHouse may use, in bytes."),
  // The runtime counts in steps of four seconds; below two steps it would cut off connections in use.
  TIDEMARK_REQUEST_SECONDS: whole(5, 255)
    .default(limits.requestTimeoutMs / secondMs)
    .describe("Seconds after which a client that does not send the rest of its request is cut off."),
  TIDEMARK_PROXY_HOPS: whole(0, 10)
    .default(0)
    .describe("How many proxies of yours stand in front; so many entries of X-Forwarded-For are believed."),
  TIDEMARK_CORS_ORIGINS: list().describe(
    "Comma-separated origins whose pages may read answers; any page may send events.",
  ),
  ENABLE_COMPRESSION: z
    .enum(["true", "false"])
    .default("true")
    .describe("Whether long answers to questions are compressed for clients that take it."),
  RATE_LIMIT_PER_MINUTE: perWindow(100).describe(
    "Requests a minute of a key to the `reports` dialect, apart from events.",
  ),
  RATE_LIMIT_MAX_REQUESTS: perWindow(100).describe(
    "Requests of a key to the `platform` dialect, apart from events, in each RATE_LIMIT_WINDOW_MS.",
  ),
  RATE_LIMIT_WINDOW_MS: whole(secondMs, limits.rateWindowMsMax)
    .default(15 * minuteMs)
    .describe("Milliseconds of that window."),
  TIDEMARK_READS_PER_MINUTE: perWindow(600).describe(
    "Requests a minute, apart from events, of a person, and of a key to the other dialects.",
  ),
  TIDEMARK_INGEST_PER_MINUTE: perWindow(3_000_000).describe(
    "Requests a minute with which a key may send events; each may bring up to 1,000.",
  ),
  TIDEMARK_ADDRESS_READS_PER_MINUTE: perWindow(600).describe(
    "Requests a minute of one address without credentials, apart from events; this machine is not limited.",
  ),
  TIDEMARK_ADDRESS_INGEST_PER_MINUTE: perWindow(6_000).describe(
    "Requests a minute with which one address may send events without credentials; not from this machine.",
  ),
  TIDEMARK_DO_NOT_TRACK: z
    .enum(["anonymize", "ignore", "drop"])
    .default("anonymize")
    .describe("What happens to events of browsers that send `DNT: 1` or `Sec-GPC: 1`."),
  EVENT_RETENTION_DAYS: keptDays
    .optional()
    .describe(
      "Days for which events are kept, in projects that set nothing else; 0 is forever. Without it `RETENTION_DAYS`, or 90.",
    ),
  RETENTION_DAYS: keptDays.optional().describe("The same as `EVENT_RETENTION_DAYS`, by another name."),
  SESSION_RETENTION_DAYS: keptDays
    .default(30)
    .describe("Days for which sessions are kept, in projects that set nothing else; 0 is forever."),
  METRICS_RETENTION_DAYS: keptDays
    .default(365)
    .describe(
      "Days for which counts by quarter of an hour and day are kept, in projects that set nothing else; 0 is forever.",
    ),
});

export type Environment = z.infer<typeof environment>;

export interface Config extends Omit<Environment, "TIDEMARK_DATA"> {
  /** Absolute. */
  readonly dataFolder: string;
}

/** `overrides` are keys given otherwise, such as on the command line. Fails with one line for each wrong key. */
export function readConfig(
  overrides: Readonly<Record<string, string | undefined>> = {},
): Result<Config, string[]> {
  const given = Object.fromEntries(
    Object.entries({ ...process.env, ...overrides }).filter(([, value]) => value !== ""),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    return err(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`));
  }
  const contradictions = contradictionsIn(parsed.data);
  if (contradictions.length > 0) return err(contradictions);
  const { TIDEMARK_DATA, ...rest } = parsed.data;
  return ok({ ...rest, dataFolder: resolve(TIDEMARK_DATA) });
}

/** What each key alone cannot get wrong. */
function contradictionsIn(given: Environment): string[] {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_DEFAULT_ROLE, OIDC_EMAIL_DOMAINS } = given;
  const client = Object.entries({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET });
  const missing = client.filter(([, value]) => value === undefined).map(([key]) => key);
  const problems: string[] = [];
  if (missing.length > 0 && missing.length < client.length)
    problems.push(`${missing.join(", ")}: is needed for signing in with a provider`);
  // With a provider that takes anybody, everybody in the world would have an account.
  if (OIDC_DEFAULT_ROLE !== undefined && OIDC_EMAIL_DOMAINS.length === 0)
    problems.push("OIDC_DEFAULT_ROLE: needs OIDC_EMAIL_DOMAINS, which say whom the role is for");
  return problems;
}
