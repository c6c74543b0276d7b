/** The eight 16-bit words of an IPv6 address; the URL parser knows every way to write them, and answers one. */
export function ipv6Words(address: string): number[] {
  const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].map((word) => Number.parseInt(word, 16));
}
