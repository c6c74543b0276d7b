import type { Actor } from "../../src/access/actor.ts";
import type { KeyWish } from "../../src/access/keys.ts";
import { type Permission, permissions } from "../../src/access/principal.ts";
import { type AccessParts, closeAccess, openAccess } from "../../src/app/access.ts";
import { openMemoryBus } from "../../src/app/bus.ts";
import { openCatalog } from "../../src/app/catalog.ts";
import { readConfig } from "../../src/app/config.ts";
import { dataFolders } from "../../src/app/folders.ts";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { createIdSource } from "../../src/kernel/ids.ts";
import { silentLogger } from "../../src/kernel/logger.ts";

/** Hands out keys and projects beside the running server, on its data folder, as an operator does at the command line. */
export class AccessDesk {
  readonly catalog: Catalog;
  readonly parts: AccessParts;
  readonly actor: Actor;

  private constructor(catalog: Catalog, parts: AccessParts, organization: string) {
    this.catalog = catalog;
    this.parts = parts;
    this.actor = {
      principal: {
        kind: "operator",
        id: "test",
        organization_id: organization,
        project_id: null,
        permissions: new Set(permissions),
        role: null,
        origins: null,
        eventNames: null,
      },
      address: "",
    };
  }

  static async open(
    dataFolder: string,
    organization = "default",
    env: Readonly<Record<string, string>> = {},
  ): Promise<AccessDesk> {
    const config = readConfig({ ...env, TIDEMARK_DATA: dataFolder });
    if (!config.ok) throw new Error(config.error.join("\n"));
    const { catalogFile, tokenSecretFile } = dataFolders(dataFolder);
    const catalog = await openCatalog(config.value, catalogFile, createIdSource(), silentLogger);
    await catalog.organizations.ensure(organization, organization);
    const hashAddress = () => "";
    const publicUrl = () => "http://tidemark.test";
    const parts = await openAccess({
      config: config.value,
      bus: openMemoryBus(),
      catalog,
      logger: silentLogger,
      hashAddress,
      tokenSecretFile,
      publicUrl,
    });
    return new AccessDesk(catalog, parts, organization);
  }

  /** The key's text. */
  async key(project: string, may: readonly Permission[], more: Partial<KeyWish> = {}): Promise<string> {
    return (await this.madeKey(project, may, more)).text;
  }

  async madeKey(project: string, may: readonly Permission[], more: Partial<KeyWish> = {}) {
    const wish = { name: "test", origins: null, eventNames: null, expires_at: null, isForAllProjects: false };
    const made = await this.parts.keys.create(this.actor, project, { ...wish, permissions: may, ...more });
    if (!made.ok) throw new Error(made.error.message);
    return made.value;
  }

  async revoke(project: string, id: string): Promise<void> {
    const revoked = await this.parts.keys.revoke(this.actor, project, id);
    if (!revoked.ok) throw new Error(revoked.error.message);
  }

  async project(name: string): Promise<string> {
    const made = await this.parts.projects.create(this.actor, name);
    if (!made.ok) throw new Error(made.error.message);
    return made.value.id;
  }

  async close(): Promise<void> {
    await closeAccess(this.parts);
    await this.catalog.close();
  }
}
