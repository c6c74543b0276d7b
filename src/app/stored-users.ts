import type { StoredUserIds } from "../analytics/stored-users.ts";
import { createUserHash } from "../enrich/visitor-hash.ts";
import type { ProjectId } from "../kernel/ids.ts";

/**
 * Under which ids users of a project may be stored. As they are sent and hashed, whatever the settings say now: they are about
 * events to come, and those from before stay as they are.
 */
export function createStoredUsers(addressKey: Uint8Array): (project: ProjectId) => StoredUserIds {
  const hash = createUserHash(addressKey);
  return (project) => (id) => [id, hash(project, id)];
}
