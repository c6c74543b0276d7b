import * as client from "openid-client";
import { type Result, err, ok } from "../../kernel/result.ts";
import type { Outbound } from "../outbound/outbound.ts";
import { type EmailAddress, emailAddressSchema } from "./email-address.ts";

export interface OpenIdOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the provider sends the browser back to; registered with it. */
  readonly redirectUrl: () => string;
  readonly outbound: Pick<Outbound, "fetch">;
}

/** What the browser keeps between leaving for the provider and coming back. */
export interface OpenIdAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom the provider vouches for. */
export interface OpenIdPerson {
  readonly issuer: string;
  readonly subject: string;
  /** Null unless the provider says that it has verified it. */
  readonly email: EmailAddress | null;
  readonly name: string;
}

/**
 * Sign-in with an OpenID Connect provider: authorization code with PKCE, state and nonce. The ID token's signature is
 * checked against the provider's keys although the token comes from the provider itself over TLS. Every
 * request goes through the guard against private addresses.
 */
export class OpenId {
  readonly #options: OpenIdOptions;
  #discovered: Promise<client.Configuration> | null = null;

  constructor(options: OpenIdOptions) {
    this.#options = options;
  }

  /** Where to send the browser, and what it has to bring back; the error is for the log. */
  async begin(): Promise<Result<{ url: string; attempt: OpenIdAttempt }, unknown>> {
    const attempt: OpenIdAttempt = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    try {
      const url = client.buildAuthorizationUrl(await this.#configuration(), {
        redirect_uri: this.#options.redirectUrl(),
        scope: "openid email profile",
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: "S256",
      });
      return ok({ url: url.href, attempt });
    } catch (cause) {
      return err(cause);
    }
  }

  /** `answer` is the query with which the browser came back; the error is for the log. */
  async finish(answer: URLSearchParams, attempt: OpenIdAttempt): Promise<Result<OpenIdPerson, unknown>> {
    try {
      const configuration = await this.#configuration();
      const current = new URL(this.#options.redirectUrl());
      current.search = answer.toString();
      const tokens = await client.authorizationCodeGrant(configuration, current, {
        expectedState: attempt.state,
        expectedNonce: attempt.nonce,
        pkceCodeVerifier: attempt.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      // Providers may keep the e-mail out of the ID token; then it is told at the user info endpoint.
      const facts =
        claims.email === undefined
          ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : claims;
      return ok(personOf(claims, facts));
    } catch (cause) {
      return err(cause);
    }
  }

  /** Asked once; a failure is not remembered. */
  async #configuration(): Promise<client.Configuration> {
    this.#discovered ??= discover(this.#options);
    try {
      return await this.#discovered;
    } catch (cause) {
      this.#discovered = null;
      throw cause;
    }
  }
}

function discover({
  issuer,
  clientId,
  clientSecret,
  outbound,
}: OpenIdOptions): Promise<client.Configuration> {
  const url = new URL(issuer);
  const guardedFetch: client.CustomFetch = async (target, { method, headers, body, signal }) =>
    outbound.fetch(target, {
      method,
      headers,
      ...(body === null || body === undefined ? {} : { body: await new Response(body).text() }),
      ...(signal === undefined ? {} : { signal }),
    });
  // The guard lets plain HTTP through only to hosts which the operator has named.
  // oxlint-disable-next-line typescript/no-deprecated -- marked so to stand out, not to go away.
  const insecure = url.protocol === "http:" ? [client.allowInsecureRequests] : [];
  return client.discovery(url, clientId, undefined, client.ClientSecretBasic(clientSecret), {
    [client.customFetch]: guardedFetch,
    execute: [client.enableNonRepudiationChecks, ...insecure],
  });
}

function personOf(claims: client.IDToken, facts: client.IDToken | client.UserInfoResponse): OpenIdPerson {
  const email = facts.email_verified === true ? emailAddressSchema.safeParse(facts.email) : undefined;
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: email?.data ?? null,
    name: typeof facts.name === "string" ? facts.name.trim().slice(0, 200) : "",
  };
}
