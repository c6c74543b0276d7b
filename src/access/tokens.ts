import { createSecretKey } from "node:crypto";
import {
  type JWTPayload,
  type JWTVerifyGetKey,
  createRemoteJWKSet,
  customFetch,
  decodeProtectedHeader,
  errors,
  jwtVerify,
} from "jose";
import { type Clock, type EpochMs, minuteMs, secondMs } from "../kernel/clock.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import type { Logger } from "../kernel/logger.ts";
import { type Result, err, ok } from "../kernel/result.ts";
import type { Outbound } from "./outbound/outbound.ts";
import type { Principal } from "./principal.ts";
import { type ClaimNames, principalOf } from "./token-claims.ts";

export interface TokensOptions {
  /** For HS256. Null: such tokens are not taken. */
  readonly secret: string | null;
  /** Where the public keys for RS256 and ES256 are. Null: such tokens are not taken. */
  readonly keySetUrl: string | null;
  /** What `iss` and `aud` have to be; null: anything. */
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly clockSkewMs: number;
  readonly claimNames: ClaimNames;
  readonly outbound: Pick<Outbound, "fetch">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * JSON Web Tokens of issuers that are trusted. Which key a token is checked with follows from how we
 * are configured, never from the token alone: its `alg` only chooses among what is allowed, and each
 * key is used with its own algorithms. A token without an end is refused.
 */
export class Tokens {
  readonly #options: TokensOptions;
  readonly #keys: ReadonlyMap<string, JWTVerifyGetKey>;
  /** Tokens that were good a moment ago, so that a sender of many requests waits for one check a minute. */
  readonly #verified = new Map<string, { readonly principal: Principal; readonly until: EpochMs }>();

  constructor(options: TokensOptions) {
    this.#options = options;
    this.#keys = new Map(keysOf(options));
  }

  identify(text: string): Result<Principal, Failure> | Promise<Result<Principal, Failure>> {
    const known = this.#verified.get(text);
    if (known !== undefined && known.until > this.#options.clock.now()) return ok(known.principal);
    return this.#verify(text);
  }

  async #verify(text: string): Promise<Result<Principal, Failure>> {
    if (text.length > tokenCharsMax) return err(wrongToken);
    const { issuer, audience, clockSkewMs, claimNames, clock } = this.#options;
    try {
      const { alg = "" } = decodeProtectedHeader(text);
      const key = this.#keys.get(alg);
      if (key === undefined) return err(wrongAlgorithm);
      const { payload } = await jwtVerify(text, key, {
        algorithms: [alg],
        ...(issuer === null ? {} : { issuer }),
        ...(audience === null ? {} : { audience }),
        clockTolerance: clockSkewMs / secondMs,
        requiredClaims: ["exp"],
        currentDate: new Date(clock.now()),
      });
      const principal = principalOf(payload, claimNames);
      if (principal === null) return err(wrongClaims);
      this.#remember(text, principal, payload);
      return ok(principal);
    } catch (cause) {
      return err(this.#failureOf(cause));
    }
  }

  #remember(text: string, principal: Principal, { exp = 0 }: JWTPayload): void {
    if (this.#verified.size >= verifiedMax) this.#verified.clear();
    const until = Math.min(exp * secondMs + this.#options.clockSkewMs, this.#options.clock.now() + minuteMs);
    this.#verified.set(text, { principal, until });
  }

  /** Faults of the token are its sender's; anything else means that the key set could not be had. */
  #failureOf(cause: unknown): Failure {
    if (cause instanceof errors.JWTExpired) return expiredToken;
    if (cause instanceof errors.JWTClaimValidationFailed) return wrongClaims;
    const isOfToken = (cause instanceof errors.JOSEError && !isOfKeySet(cause)) || cause instanceof TypeError;
    if (isOfToken) return wrongToken;
    this.#options.logger.warn("the key set of the token issuer cannot be had", { cause });
    return failure("key_set_unavailable", { cause });
  }
}

function* keysOf({ secret, keySetUrl, outbound }: TokensOptions): Generator<[string, JWTVerifyGetKey]> {
  if (secret !== null) {
    const key = createSecretKey(Buffer.from(secret));
    yield ["HS256", () => Promise.resolve(key)];
  }
  if (keySetUrl === null) return;
  const keySet = createRemoteJWKSet(new URL(keySetUrl), {
    [customFetch]: (url, { headers, signal }) =>
      outbound.fetch(url, { headers: Object.fromEntries(new Headers(headers)), signal }),
  });
  yield ["RS256", keySet];
  yield ["ES256", keySet];
}

function isOfKeySet(cause: InstanceType<typeof errors.JOSEError>): boolean {
  // What the library throws for an answer that is no key set has no class of its own.
  return (
    cause instanceof errors.JWKSTimeout ||
    cause instanceof errors.JWKSInvalid ||
    cause.code === "ERR_JOSE_GENERIC"
  );
}

/** Three parts in base64url; API keys have no dots. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text);
}

/** Tokens with long lists of groups reach some kilobytes. */
const tokenCharsMax = 8_192;
const verifiedMax = 1_000;

const wrongToken = failure("unauthorized", { message: "The token is not valid." });
const expiredToken = failure("unauthorized", { message: "The token has expired." });
const wrongAlgorithm = failure("unauthorized", { message: "Tokens of this algorithm are not taken here." });
const wrongClaims = failure("unauthorized", {
  message: "The token is not meant for this server, or not valid yet.",
});
