import { z } from "zod";
import { defaultOrganization, defaultProject } from "../catalog/catalog.ts";
import { limits } from "../kernel/limits.ts";
import { type Permission, type Principal, permissions } from "./principal.ts";

/** Under which names an issuer states what we want to know. */
export interface ClaimNames {
  readonly organization: string;
  readonly project: string;
  readonly permissions: string;
}

const id = z.string().min(1).max(64).optional();
const subject = z.string().min(1).max(limits.idCharsMax).optional();
/** A list, or words as in `scope` of OAuth. */
const granted = z
  .union([z.array(z.string()), z.string().transform((words) => words.split(/\s+/))])
  .optional();

/**
 * Whom a token speaks for. One that names neither organization nor project is bound to the default
 * project; one that names no permissions may send and read, as the `reports` dialect's document takes
 * any valid token to. Null: a claim has a wrong form. Names of permissions that are not ours mean nothing here.
 */
export function principalOf(claims: Readonly<Record<string, unknown>>, names: ClaimNames): Principal | null {
  const read = z.object({ subject, organization: id, project: id, granted }).safeParse({
    subject: claims["sub"],
    organization: claims[names.organization],
    project: claims[names.project],
    granted: claims[names.permissions],
  });
  if (!read.success) return null;
  const { organization, project, granted: words = standard } = read.data;
  return {
    kind: "token",
    id: read.data.subject ?? "token",
    organization_id: organization ?? defaultOrganization,
    project_id: project ?? (organization === undefined ? defaultProject : null),
    permissions: new Set(words.filter(isPermission)),
    role: null,
    origins: null,
    eventNames: null,
  };
}

const standard: readonly Permission[] = ["ingest", "read"];

function isPermission(word: string): word is Permission {
  return (permissions as readonly string[]).includes(word);
}
