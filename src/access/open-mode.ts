import type { OrganizationId } from "../kernel/ids.ts";
import { type Principal, permissions } from "./principal.ts";

/**
 * In open mode a request without credentials may do everything, on the project `default` unless it names
 * another of the organization `default`. It is for trying things out: on loopback, until somebody owns
 * the installation. docs/adr/0011 says why it ends there.
 */
export interface OpenMode {
  /** `auto`: as said above. `yes`: whoever can reach the server, and although there is an owner. `no`: never. */
  readonly setting: "auto" | "yes" | "no";
  readonly listensOnLoopback: boolean;
  /** Whether the installation has an owner. */
  readonly isClaimed: () => boolean;
}

export function isOpen({ setting, listensOnLoopback, isClaimed }: OpenMode): boolean {
  return setting === "yes" || (setting === "auto" && listensOnLoopback && !isClaimed());
}

/** Names and addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

export function openPrincipal(organization: OrganizationId): Principal {
  return {
    kind: "open",
    id: "open",
    organization_id: organization,
    project_id: null,
    permissions: new Set(permissions),
    role: null,
    origins: null,
    eventNames: null,
  };
}

/**
 * What the dialects' documents write where a reader puts in their own; in open mode nobody has to. They
 * are public, so they are never keys: outside open mode they are as wrong as any other text.
 */
export const placeholders: ReadonlySet<string> = new Set([
  "YOUR_ANON_KEY",
  "your-api-key",
  "sample-api-key-789",
  "<jwt-token>",
  "jwt-token",
]);
