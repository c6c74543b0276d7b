import { userInfo } from "node:os";
import type { Actor } from "../access/actor.ts";
import { isLoopback, isOpen } from "../access/open-mode.ts";
import { permissions } from "../access/principal.ts";
import { defaultOrganization } from "../catalog/catalog.ts";
import { type Job, projectDeletionKind } from "../catalog/jobs.ts";
import { invitationPath } from "../http/pages/paths.ts";
import { type OrganizationId, type ProjectId, createIdSource } from "../kernel/ids.ts";
import type { Logger } from "../kernel/logger.ts";
import { type AccessParts, closeAccess, openAccess } from "./access.ts";
import { openMemoryBus } from "./bus.ts";
import { openCatalog } from "./catalog.ts";
import type { Config } from "./config.ts";
import { dataFolders, makeFolders } from "./folders.ts";
import { serverUrl } from "./owner-link.ts";
import { tokenSecret } from "./token-secret.ts";

/** What whoever holds the data folder, or the catalog's database, may do without asking a server. */
export interface OperatorDesk extends Pick<AccessParts, "keys" | "organizations" | "projects"> {
  readonly actor: Actor;
  /** The page on which an invitation is accepted; the secret stands after the # and so comes into no log. */
  invitationLink(secret: string): string;
  /**
   * The jobs that erase a deleted project's data, one of each server; null when no such project was deleted. Of
   * any organization, because it may have gone with the project.
   */
  jobsOfDeletedProject(id: ProjectId): Promise<Job[] | null>;
  /** For tokens with HS256; null where tokens are an issuer's alone. */
  readonly tokenSecret: string | null;
  /** Whether a server with this configuration would be in open mode. */
  readonly isOpen: boolean;
  close(): Promise<void>;
}

/**
 * For the things of one organization. Works beside a running server, which sees changes within two seconds, and a new
 * key at once.
 */
export async function openOperatorDesk(
  config: Config,
  logger: Logger,
  organization: OrganizationId = defaultOrganization,
): Promise<OperatorDesk> {
  const folders = dataFolders(config.dataFolder);
  makeFolders(folders);
  const { tokenSecretFile } = folders;
  const catalog = await openCatalog(config, folders.catalogFile, createIdSource(), logger);
  const noHash = () => "";
  const noUrl = () => "";
  const parts = await openAccess({
    config,
    // Nobody signs in here.
    bus: openMemoryBus(),
    catalog,
    logger,
    tokenSecretFile,
    hashAddress: noHash,
    publicUrl: noUrl,
  });
  return {
    keys: parts.keys,
    organizations: parts.organizations,
    projects: parts.projects,
    invitationLink: (secret) => `${serverUrl(config)}${invitationPath}#${secret}`,
    actor: { principal: operator(organization), address: "" },
    jobsOfDeletedProject: async (id) => {
      const project = await catalog.projects.deleted(id);
      return project === null ? null : catalog.jobs.ofProject(id, [projectDeletionKind]);
    },
    tokenSecret: tokenSecret(config, tokenSecretFile),
    isOpen: isOpen({
      setting: config.TIDEMARK_OPEN,
      listensOnLoopback: isLoopback(config.HOST),
      isClaimed: () => parts.directory.isClaimed(),
    }),
    close: async () => {
      await closeAccess(parts);
      await catalog.close();
    },
  };
}

function operator(organization_id: OrganizationId): Actor["principal"] {
  return {
    kind: "operator",
    id: userInfo().username,
    organization_id,
    project_id: null,
    permissions: new Set(permissions),
    role: null,
    origins: null,
    eventNames: null,
  };
}
