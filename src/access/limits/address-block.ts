import { isIPv4, isIPv6 } from "node:net";
import { ipv6Words } from "../ipv6-words.ts";

/**
 * Whose tries and requests an address counts for. Whoever has one IPv6 address has the 2^64 of its /64, so
 * those count as one; an IPv4 address that comes in IPv6 clothes counts as what it is. What is no address at
 * all, which only a misconfigured proxy sends, is one block.
 */
export function addressBlock(address: string): string {
  if (isIPv4(address)) return address;
  const plain = address.split("%", 1)[0]!;
  if (!isIPv6(plain)) return "no address";
  const words = ipv6Words(plain);
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  if (isMapped)
    return words
      .slice(6)
      .flatMap((word) => [word >> 8, word & 0xff])
      .join(".");
  return `${words
    .slice(0, 4)
    .map((word) => word.toString(16))
    .join(":")}::/64`;
}

/** Of this machine: nobody who is here needs to be limited by where they come from. */
export function isThisMachine(address: string): boolean {
  return address === "::1" || addressBlock(address).startsWith("127.");
}
