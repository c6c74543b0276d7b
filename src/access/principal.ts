import type { OrganizationId, ProjectId } from "../kernel/ids.ts";
import type { ChosenRates } from "./limits/rate-limits.ts";

/** What somebody may do in a project: send events, ask questions, change what is saved, or rule it. */
export const permissions = ["ingest", "read", "write", "admin"] as const;
export type Permission = (typeof permissions)[number];

/** Of people. The owner may besides rule the organization itself. */
export type Role = "owner" | "admin" | "analyst" | "viewer";

export const permissionsOfRole: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  viewer: new Set(["read"]),
  analyst: new Set(["read", "write"]),
  admin: new Set(permissions),
  owner: new Set(permissions),
};

/**
 * Who sends a request. `open`: anybody, in open mode. `key`: an API key. `token`: a JWT of an issuer that
 * is trusted. `user`: a person who has signed in. `operator`: whoever holds the data folder or the
 * catalog's database, at the command line.
 */
export interface Principal {
  readonly kind: "open" | "key" | "token" | "user" | "operator";
  /** Of the key, the token's subject or the user. */
  readonly id: string;
  readonly organization_id: OrganizationId;
  /** Null: may choose any project of the organization, by the header `X-Project-Id` or the parameter `project`. */
  readonly project_id: ProjectId | null;
  readonly permissions: ReadonlySet<Permission>;
  /** Of a user. */
  readonly role: Role | null;
  /** From which pages events may come, and which; null: any. */
  readonly origins: ReadonlySet<string> | null;
  readonly eventNames: ReadonlySet<string> | null;
  /** Chosen for a key; absent where nothing can be chosen. */
  readonly rates?: ChosenRates;
}
