import type { Context } from "hono";
import type { Visit } from "../../access/accounts/visit.ts";
import { visitOf } from "../browser-request.ts";
import type { ServerBindings } from "../call.ts";
import type { Services } from "../services.ts";

export type PageContext = Context<{ Bindings: ServerBindings }>;

/** From where the person comes who looks at a page. */
export function visitorOf(c: PageContext, services: Services): Visit {
  return visitOf(c.req.raw, c.env.addressOf(c.req.raw), services);
}
