import { timingSafeEqual } from "node:crypto";

/**
 * A key's text: `tmk_`, 12 characters that are its name, `_`, and 40 that are its secret (206 bits). The
 * first 16 characters are shown in lists and find the key; the whole is known by its SHA-256 alone.
 * With that much chance in the secret, a slow hash would protect nothing more.
 */
export function makeKeyText(randomText: (length: number) => string): string {
  return `tmk_${randomText(prefixChars - 4)}_${randomText(secretChars)}`;
}

export function prefixOf(text: string): string {
  return text.slice(0, prefixChars);
}

const prefixChars = 16;
const secretChars = 40;

/** Nothing longer is a key of ours, and is not worth hashing. */
export const keyCharsMax = 200;

export function hashOf(text: string): Uint8Array {
  const hash = new Uint8Array(32);
  Bun.SHA256.hash(text, hash);
  return hash;
}

/** How long it takes says nothing about where they differ. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
