import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 32 random bytes as text that fits into URLs and cookies: what a sign-in, an invitation or an owner link shows. */
export function newSecret(): string {
  return randomBytes(secretBytes).toString("base64url");
}

/**
 * What the catalog keeps of a secret, and finds it by. A plain hash is enough, because a secret of 256 random
 * bits cannot be guessed; and the time that an index takes to find a hash says nothing about a secret.
 */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Whether a text can be a secret at all: anything else is not worth a look into the catalog. */
export function isSecret(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}

/** Compares in a time that depends on neither text's content. */
export function isSameText(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

const secretBytes = 32;
