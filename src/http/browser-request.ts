import { UAParser } from "ua-parser-js";
import type { Visit } from "../access/accounts/visit.ts";
import { clientAddress } from "./client-address.ts";
import type { Services } from "./services.ts";

/**
 * Whether the request comes from a page of this server, as the browser says: other sites can make a browser send
 * requests with our cookie, but cannot make it say that. A request that says nothing comes from no browser of the
 * last ten years, and is refused. `Sec-Fetch-Site` is only sent over HTTPS and on loopback, so `Origin` has to do else.
 */
export function comesFromOwnPage(req: Request, services: Pick<Services, "publicUrl">): boolean {
  const site = req.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = URL.parse(req.headers.get("origin") ?? "");
  if (origin === null) return false;
  return origin.host === req.headers.get("host") || origin.origin === new URL(services.publicUrl()).origin;
}

/** Whether a browser says that another site's page sends this; programs say nothing of the kind. */
export function comesFromOtherSite(req: Request, services: Pick<Services, "publicUrl">): boolean {
  const saysSomething = req.headers.has("sec-fetch-site") || req.headers.has("origin");
  return saysSomething && !comesFromOwnPage(req, services);
}

/** Whether the browser's side of the connection is HTTPS: then cookies are for HTTPS only. */
export function isSecure(req: Request, services: Pick<Services, "publicUrl" | "trustedProxyHops">): boolean {
  if (req.url.startsWith("https:") || services.publicUrl().startsWith("https:")) return true;
  return services.trustedProxyHops > 0 && req.headers.get("x-forwarded-proto") === "https";
}

/** From where somebody comes who signs in. */
export function visitOf(
  req: Request,
  address: string,
  { trustedProxyHops }: Pick<Services, "trustedProxyHops">,
): Visit {
  const { browser, os } = new UAParser((req.headers.get("user-agent") ?? "").slice(0, 500)).getResult();
  const client = [browser.name, os.name].filter(Boolean).join(" on ") || "unknown";
  const ip = clientAddress(req.headers, address, trustedProxyHops);
  return { address: ip, client: client.slice(0, 200) };
}
