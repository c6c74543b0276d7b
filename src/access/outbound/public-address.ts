import { BlockList, isIP, isIPv6 } from "node:net";
import { ipv6Words } from "../ipv6-words.ts";

/**
 * Whether an IP address belongs to the public internet, so that a URL which somebody configured cannot make
 * this server talk to its own network: to itself, its neighbours, or the metadata service of its cloud.
 * The ranges are those which IANA's registries of special-purpose addresses call not globally reachable,
 * and those that carry an IPv4 address inside, where that one counts.
 */
export function isPublicAddress(address: string): boolean {
  const plain = address.split("%", 1)[0]!;
  if (isIP(plain) === 0) return false;
  if (!isIPv6(plain)) return !special.check(plain, "ipv4");
  const words = ipv6Words(plain);
  const inner = innerAddress(words);
  if (inner !== null) return !special.check(inner, "ipv4");
  // Of IPv6 only 2000::/3 is given out as global unicast.
  return words[0]! >> 13 === 1 && !special.check(plain, "ipv6");
}

const special = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8], // "this network"
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // between a provider and its customers
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local, and the metadata services of clouds
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // former relays from IPv6
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
] as const) {
  special.addSubnet(network, bits, "ipv4");
}
for (const [network, bits] of [
  ["2001::", 23], // protocol assignments, Teredo among them
  ["2001:db8::", 32], // documentation
  ["3fff::", 20], // documentation
] as const) {
  special.addSubnet(network, bits, "ipv6");
}

/** The IPv4 address inside: mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96) or 6to4 (2002::/16). */
function innerAddress(words: readonly number[]): string | null {
  const starts = (...prefix: number[]): boolean => prefix.every((word, index) => words[index] === word);
  const hasInnerTail =
    starts(0, 0, 0, 0, 0, 0xffff) || starts(0, 0, 0, 0, 0, 0) || starts(0x64, 0xff9b, 0, 0, 0, 0);
  if (hasInnerTail) return dotted(words[6]!, words[7]!);
  return starts(0x2002) ? dotted(words[1]!, words[2]!) : null;
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}
