import { z } from "zod";

/** What is kept of the people that a project's events tell of. */
export const privacySettings = z.strictObject({
  doNotTrack: z
    .enum(["anonymize", "ignore", "drop"])
    .nullable()
    .default(null)
    .describe("What `DNT: 1` and `Sec-GPC: 1` do; null follows TIDEMARK_DO_NOT_TRACK"),
  requiredConsent: z
    .string()
    .max(64)
    .default("")
    .describe("Events without this category in their `consent` are filtered; empty asks for none"),
  addresses: z
    .enum(["hash", "truncate", "drop"])
    .default("hash")
    .describe("What is kept of an IP address: a keyed hash, its network (/24, /48), or nothing"),
  hashUserIds: z
    .boolean()
    .default(false)
    .describe("Users are stored under a keyed hash of their ids; they are still found by the ids themselves"),
  deniedProperties: z
    .array(z.string().min(1).max(200))
    .max(100)
    .default([])
    .describe(
      "Properties and URL parameters that are never stored: by name, or by path such as `user.phone`",
    ),
  removedPatterns: z
    .array(z.enum(["email", "card", "token"]))
    .max(3)
    .default([])
    .describe("What is blacked out in properties, url, path, referrer and title"),
});
