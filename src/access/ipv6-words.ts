/** The eight 16-bit words of an IPv6 address; the URL parser knows every way to write them, and answers one. */
export function ipv6Words(address: string): number[] {
  const [head = "", tail] = new URL(`http://[${withoutDots(address)}]/`).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(8 - left.length - right.length).fill("0");
  return [...left, ...zeros, ...right].map((word) => Number.parseInt(word, 16));
}

/** The runtime's URL parser refuses some addresses with a dotted ending, such as `::1:2:3:4:192.0.2.1`. */
function withoutDots(address: string): string {
  return address.replace(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
}
