import type { EpochMs } from "./clock.ts";

export type OrganizationId = string;
export type ProjectId = string;
export type EventId = string;

/** Random bytes as lower-case base 36-like text; a parameter wherever an id is made, so that tests can fix it. */
export interface IdSource {
  /** A new event id, `evt_<epoch ms>_<16 random characters>`: sortable by time, unique by chance of 2^-82. */
  eventId(now: EpochMs): EventId;
  /** A new opaque id with the given prefix, e.g. `req_…`. */
  opaque(prefix: string): string;
}

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

export function createIdSource(): IdSource {
  const randomText = createRandomText();
  return {
    eventId: (now) => `evt_${now}_${randomText(16)}`,
    opaque: (prefix) => `${prefix}_${randomText(20)}`,
  };
}

/** Text of the system's cryptographic random numbers, drawn in blocks because a draw has a fixed cost: 5.17 bits a character. */
export function createRandomText(): (length: number) => string {
  const block = new Uint8Array(4096);
  let used = block.length;
  return (length) => {
    let text = "";
    while (text.length < length) {
      if (used === block.length) {
        crypto.getRandomValues(block);
        used = 0;
      }
      const byte = block[used++]!;
      // 252 is the largest multiple of 36 in a byte; bytes above it would favour the first letters.
      if (byte < 252) text += alphabet[byte % 36]!;
    }
    return text;
  };
}
