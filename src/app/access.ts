import { Access } from "../access/access.ts";
import { FailedSignIns } from "../access/accounts/failed-sign-ins.ts";
import { Audit } from "../access/audit.ts";
import { Directory } from "../access/directory.ts";
import { IngestAudit } from "../access/ingest-audit.ts";
import { KeyUsage } from "../access/key-usage.ts";
import { Keys } from "../access/keys.ts";
import { isLoopback } from "../access/open-mode.ts";
import { Organizations } from "../access/organizations.ts";
import { Outbound } from "../access/outbound/outbound.ts";
import { Projects } from "../access/projects.ts";
import { Tokens } from "../access/tokens.ts";
import type { Bus } from "../bus/bus.ts";
import { type Catalog, defaultOrganization } from "../catalog/catalog.ts";
import type { AccountServices } from "../http/services.ts";
import { secondMs, systemClock } from "../kernel/clock.ts";
import { createRandomText } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import { createAccounts } from "./accounts.ts";
import type { Config } from "./config.ts";
import { tokenSecret } from "./token-secret.ts";

/** Who may do what, and what becomes of it: the parts that operations and commands work with. */
export interface AccessParts {
  readonly access: Access;
  readonly accounts: AccountServices;
  readonly directory: Directory;
  readonly keys: Keys;
  readonly keyUsage: KeyUsage;
  readonly organizations: Organizations;
  readonly projects: Projects;
  readonly audit: Audit;
  readonly ingestAudit: IngestAudit;
  readonly failedSignIns: FailedSignIns;
}

export interface AccessOptions {
  readonly config: Config;
  /** Where processes count together who guesses. */
  readonly bus: Bus;
  readonly catalog: Catalog;
  readonly logger: Logger;
  readonly tokenSecretFile: string;
  readonly hashAddress: (address: string) => string;
  readonly publicUrl: () => string;
}

/** Builds them on the catalog. */
export async function openAccess({
  config,
  bus,
  catalog,
  logger,
  tokenSecretFile,
  hashAddress,
  publicUrl,
}: AccessOptions): Promise<AccessParts> {
  const { apiKeys, auditLog } = catalog;
  const clock = systemClock;
  const directory = await Directory.open({ catalog, logger });
  const audit = new Audit({ log: auditLog, clock, hashAddress });
  const organization = defaultOrganization;
  const failures = new FailedSignIns({ log: auditLog, catalog, organization, hashAddress, clock, logger });
  const accounts = createAccounts({ config, bus, catalog, directory, audit, failures, publicUrl, logger });
  const keyUsage = new KeyUsage({ apiKeys, clock, logger });
  const access = new Access({
    directory,
    tokens: createTokens(config, tokenSecretFile, logger),
    openMode: {
      setting: config.TIDEMARK_OPEN,
      listensOnLoopback: isLoopback(config.HOST),
      isClaimed: () => directory.isClaimed(),
    },
    clock,
    personOf: (secret) => accounts.signingIn.principalOf(secret),
    noteUse: (keyId) => keyUsage.note(keyId),
  });
  return {
    access,
    accounts,
    directory,
    audit,
    keyUsage,
    keys: new Keys({ apiKeys, directory, audit, clock, randomText: createRandomText() }),
    organizations: new Organizations({
      rows: catalog.organizations,
      memberships: catalog.memberships,
      directory,
      inviting: accounts.inviting,
      audit,
    }),
    projects: new Projects({ rows: catalog.projects, access, directory, audit }),
    ingestAudit: new IngestAudit({ log: auditLog, clock, logger }),
    failedSignIns: failures,
  };
}

function createTokens(config: Config, secretFile: string, logger: Logger): Tokens {
  return new Tokens({
    secret: tokenSecret(config, secretFile),
    keySetUrl: config.JWT_JWKS_URL ?? null,
    issuer: config.JWT_ISSUER ?? null,
    audience: config.JWT_AUDIENCE ?? null,
    clockSkewMs: config.JWT_CLOCK_SKEW_SECONDS * secondMs,
    claimNames: {
      organization: config.JWT_ORGANIZATION_CLAIM,
      project: config.JWT_PROJECT_CLAIM,
      permissions: config.JWT_PERMISSIONS_CLAIM,
    },
    outbound: new Outbound({ privateHosts: config.TIDEMARK_PRIVATE_HOSTS }),
    clock: systemClock,
    logger,
  });
}

/** Writes what is still only in memory. */
export async function closeAccess(parts: AccessParts): Promise<void> {
  parts.directory.close();
  await parts.keyUsage.close();
  await parts.ingestAudit.close();
  await parts.failedSignIns.close();
}
