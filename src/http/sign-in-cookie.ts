import { parse, serialize } from "hono/utils/cookie";
import { signInMsMax } from "../access/accounts/signing-in.ts";
import { secondMs } from "../kernel/clock.ts";
import { isSecure } from "./browser-request.ts";
import type { Services } from "./services.ts";

/**
 * The cookie that keeps a browser signed in: no script can read it, no other site's page sends it along, and over
 * HTTPS its `__Host-` name keeps neighbours on the same domain from planting one.
 */
export function signInCookie(
  secret: string,
  req: Request,
  services: Pick<Services, "publicUrl" | "trustedProxyHops">,
): string {
  return cookieOf(secret, signInMsMax / secondMs, isSecure(req, services));
}

/** Makes the browser forget it. */
export function noSignInCookie(
  req: Request,
  services: Pick<Services, "publicUrl" | "trustedProxyHops">,
): string {
  return cookieOf("", 0, isSecure(req, services));
}

/** The secret that the browser shows; null without one. Over HTTPS the name without `__Host-` does not count. */
export function readSignInSecret(
  req: Request,
  services: Pick<Services, "publicUrl" | "trustedProxyHops">,
): string | null {
  const header = req.headers.get("cookie");
  if (header === null) return null;
  return parse(header)[nameOf(isSecure(req, services))] || null;
}

function cookieOf(value: string, maxAge: number, secure: boolean): string {
  return serialize(nameOf(secure), value, { path: "/", httpOnly: true, sameSite: "Lax", secure, maxAge });
}

function nameOf(secure: boolean): string {
  return secure ? "__Host-tidemark" : "tidemark";
}
