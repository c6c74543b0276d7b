import type { FailedSignIns } from "../access/accounts/failed-sign-ins.ts";
import { FirstOwner } from "../access/accounts/first-owner.ts";
import { Inviting } from "../access/accounts/inviting.ts";
import { Members } from "../access/accounts/members.ts";
import { OpenId } from "../access/accounts/open-id.ts";
import { OwnAccount } from "../access/accounts/own-account.ts";
import { PasswordHasher } from "../access/accounts/password.ts";
import { ProviderSignIn, type ProviderSignInOptions } from "../access/accounts/provider-sign-in.ts";
import { SignInThrottle } from "../access/accounts/sign-in-throttle.ts";
import { SigningIn } from "../access/accounts/signing-in.ts";
import type { Audit } from "../access/audit.ts";
import type { Directory } from "../access/directory.ts";
import { Outbound } from "../access/outbound/outbound.ts";
import type { Bus } from "../bus/bus.ts";
import { type Catalog, defaultOrganization } from "../catalog/catalog.ts";
import { providerReturnPath } from "../http/pages/paths.ts";
import type { AccountServices } from "../http/services.ts";
import { systemClock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/logger.ts";
import type { Config } from "./config.ts";

export interface AccountParts {
  readonly config: Config;
  readonly bus: Bus;
  readonly catalog: Catalog;
  readonly directory: Directory;
  readonly audit: Audit;
  readonly failures: FailedSignIns;
  readonly publicUrl: () => string;
  readonly logger: Logger;
}

/** Builds what people do who sign in. */
export function createAccounts(parts: AccountParts): AccountServices {
  const { catalog, audit, directory } = parts;
  const clock = systemClock;
  const hasher = new PasswordHasher();
  const throttle = new SignInThrottle(parts.bus);
  const { failures } = parts;
  const signingIn = new SigningIn({ catalog, hasher, throttle, failures, audit, clock });
  const onOwner = () => directory.refresh();
  const inviting = new Inviting({ catalog, signingIn, hasher, audit, clock, onOwner });
  const firstOwner = new FirstOwner({
    joining: catalog.joining,
    organization: defaultOrganization,
    signingIn,
    hasher,
    audit,
    onClaimed: onOwner,
  });
  return {
    signingIn,
    own: new OwnAccount({ catalog, signingIn, hasher, audit }),
    members: new Members({ memberships: catalog.memberships, audit }),
    inviting,
    firstOwner,
    provider: createProvider(parts, { signingIn, inviting, failures }),
  };
}

/** The keys come together; the configuration has been checked for that. */
function createProvider(
  { config, catalog, audit, publicUrl, logger }: AccountParts,
  joining: Pick<ProviderSignInOptions, "signingIn" | "inviting" | "failures">,
): ProviderSignIn | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = config;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null;
  const outbound = new Outbound({
    privateHosts: config.TIDEMARK_PRIVATE_HOSTS.map((host) => host.toLowerCase()),
  });
  return new ProviderSignIn({
    openId: new OpenId({
      issuer,
      clientId,
      clientSecret,
      redirectUrl: () => `${publicUrl()}${providerReturnPath}`,
      outbound,
    }),
    domains: config.OIDC_EMAIL_DOMAINS.map((domain) => domain.toLowerCase()),
    defaultRole: config.OIDC_DEFAULT_ROLE ?? null,
    organization: defaultOrganization,
    catalog,
    ...joining,
    audit,
    logger,
  });
}
