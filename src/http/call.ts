import type { RateVerdict } from "../access/limits/rate-limits.ts";
import { assert } from "../kernel/assert.ts";
import { limits } from "../kernel/limits.ts";
import type { CallAccess } from "./authorize.ts";
import type { Call } from "./operation.ts";
import type { Services } from "./services.ts";

/** A request as operations see it. The request id is made when it is first needed, which most never do. */
export class HttpCall implements Call {
  readonly req: Request;
  readonly services: Services;
  readonly startedAt: number;
  readonly pathParams: Readonly<Record<string, string>>;
  sentBody: unknown = undefined;
  readonly #bindings: ServerBindings;
  #access: CallAccess | null = null;
  #rate: RateVerdict | null = null;
  #requestId = "";
  #address: string | null = null;

  constructor(
    req: Request,
    pathParams: Readonly<Record<string, string>>,
    bindings: ServerBindings,
    services: Services,
  ) {
    this.startedAt = performance.now();
    this.req = req;
    this.pathParams = pathParams;
    this.#bindings = bindings;
    this.services = services;
  }

  /** Says who makes the call and for which project, before its handler runs; null for public operations. */
  grant(access: CallAccess | null): void {
    this.#access = access;
  }

  /** Says what is left of the caller's limit, likewise. */
  limit(rate: RateVerdict | null): void {
    this.#rate = rate;
  }

  get rate(): RateVerdict | null {
    return this.#rate;
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
    this.#address ??= this.#bindings.addressOf(this.req);
    return this.#address;
  }

  beginAnswer(): void {
    this.#bindings.allowSilence(this.req, limits.answerTimeoutMs);
  }
}

/** What the listening server gives to the handlers. */
export interface ServerBindings {
  addressOf(req: Request): string;
  /** The request's connection is not cut off while nothing comes or goes for this long. */
  allowSilence(req: Request, ms: number): void;
}
