import type { Context } from "hono";
import { assert } from "../kernel/assert.ts";
import type { CallAccess } from "./authorize.ts";
import type { Call } from "./operation.ts";
import type { Services } from "./services.ts";

/** A request as operations see it. The request id is made when it is first needed, which most never do. */
export class HonoCall implements Call {
  readonly req: Request;
  readonly services: Services;
  readonly startedAt: number;
  readonly #context: Context;
  readonly #access: CallAccess | null;
  #requestId = "";

  constructor(context: Context, services: Services, access: CallAccess | null) {
    this.startedAt = performance.now();
    this.#context = context;
    this.req = context.req.raw;
    this.services = services;
    this.#access = access;
  }

  get access(): CallAccess {
    assert(this.#access !== null, "a public operation has no principal");
    return this.#access;
  }

  get requestId(): string {
    if (this.#requestId === "") this.#requestId = this.services.ids.opaque("req");
    return this.#requestId;
  }

  get address(): string {
    return (this.#context.env as ServerBindings).addressOf(this.req);
  }

  get pathParams(): Readonly<Record<string, string>> {
    return this.#context.req.param();
  }
}

/** What the listening server gives to the handlers. */
export interface ServerBindings {
  addressOf(req: Request): string;
}
