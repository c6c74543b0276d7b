/**
 * The keyed hashes that stand for people. Neither says anything without its key: the visitor's key is
 * random, changes every UTC day and is destroyed (salts.ts); the address key stays in this installation.
 */
import type { EpochMs } from "../kernel/clock.ts";
import type { ProjectId } from "../kernel/ids.ts";
import { enrichLimits } from "./limits.ts";
import { rememberRecent } from "./remember-recent.ts";
import type { DailySalt, Salts } from "./salts.ts";

/** 64 bits: among a million visitors a day two are the same with a chance of 1 in 37 million. */
const hashChars = 16;
const userHashChars = 32;

export type VisitorHash = (at: EpochMs, project: ProjectId, ip: string, userAgent: string) => string;
export type AddressHash = (ip: string) => string;
export type UserHash = (project: ProjectId, userId: string) => string;

/** The same visitor of the same project gets the same hash within one UTC day, and no longer. */
export function createVisitorHash(salts: Salts): VisitorHash {
  let salt: DailySalt | undefined;
  let remembered = (_: string): string => "";
  return (at, project, ip, userAgent) => {
    const current = salts.daily(at);
    if (current !== salt) {
      // The answers of the other day are forgotten with it: their keys hold addresses.
      salt = current;
      remembered = rememberRecent((text) => keyedHash(current.key, text), {
        entriesMax: enrichLimits.visitorCacheEntriesMax,
        keyCharsMax: enrichLimits.cacheKeyCharsMax,
      });
    }
    // The lengths keep apart what the parts would otherwise share at their borders.
    return remembered(`${project.length} ${ip.length} ${project}${ip}${userAgent}`);
  };
}

/** Stable for the installation, so that abuse from one address can be recognised; empty without an address. */
export function createAddressHash(key: Uint8Array): AddressHash {
  const remembered = rememberRecent((ip) => keyedHash(key, ip), {
    entriesMax: enrichLimits.visitorCacheEntriesMax,
    keyCharsMax: enrichLimits.cacheKeyCharsMax,
  });
  return (ip) => (ip === "" ? "" : remembered(ip));
}

/**
 * What a user's id is stored as where the project hashes them: stable for the installation, different
 * in each project. 128 bits, because users are kept for as long as their events are.
 */
export function createUserHash(addressKey: Uint8Array): UserHash {
  // A key of its own, made from the other: no address has the hash of a user.
  const key = new Bun.CryptoHasher("sha256", addressKey).update("user ids").digest();
  const keyed = new Bun.CryptoHasher("sha256", key);
  return (project, userId) => {
    if (userId === "") return "";
    // Not remembered: with more users than fit, remembering took longer (2.6 µs an event) than hashing (1.4 µs).
    const hasher = keyed.copy().update(`${project.length} ${project}${userId}`);
    return hasher.digest("hex").slice(0, userHashChars);
  };
}

function keyedHash(key: Uint8Array, text: string): string {
  return new Bun.CryptoHasher("sha256", key).update(text).digest("hex").slice(0, hashChars);
}
