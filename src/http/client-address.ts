/**
 * The address a request comes from. Each proxy appends the address it saw to X-Forwarded-For, so with n
 * proxies of our own the n-th entry from the right is the client; everything left of it is the client's own
 * claim. `peer` is what the socket says.
 */
export function clientAddress(headers: Headers, peer: string, trustedProxyHops: number): string {
  if (trustedProxyHops === 0) return peer;
  const forwardedFor = headers.get("x-forwarded-for");
  if (forwardedFor === null) return peer;
  const hops = forwardedFor.split(",").map((hop) => hop.trim());
  return hops[Math.max(0, hops.length - trustedProxyHops)] ?? peer;
}
