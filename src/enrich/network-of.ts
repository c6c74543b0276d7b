import { isIPv4, isIPv6 } from "node:net";

/**
 * The network that an address lies in: `192.0.2.0/24`, `2001:db8:1::/48`. Some 256 subscribers share the
 * one, a site or some thousand subscribers the other. Empty for what is no address.
 */
export function networkOf(ip: string): string {
  if (isIPv4(ip)) return `${ip.slice(0, ip.lastIndexOf("."))}.0/24`;
  if (!isIPv6(ip)) return "";
  const groups = firstGroups(ip);
  return groups.every((group) => group === "0") ? "::/48" : `${groups.join(":")}::/48`;
}

const keptGroups = 3;

/** The first groups of a valid address, written out where `::` stands for zeros. */
function firstGroups(ip: string): string[] {
  const [head = ""] = ip.split("%")[0]!.split("::");
  const groups = head === "" ? [] : head.split(":");
  const padded = [...groups, ...Array.from({ length: keptGroups }, () => "0")].slice(0, keptGroups);
  return padded.map((group) => Number.parseInt(group, 16).toString(16));
}
