import type { Directory } from "../access/directory.ts";
import type { StoredUserIds } from "../analytics/stored-users.ts";
import { createUserHash } from "../enrich/visitor-hash.ts";
import type { ProjectId } from "../kernel/ids.ts";

/** Under which ids users of a project are stored whose settings say that they are hashed; null for any other. */
export function createStoredUsers(
  directory: Pick<Directory, "project">,
  addressKey: Uint8Array,
): (project: ProjectId) => StoredUserIds | null {
  const hash = createUserHash(addressKey);
  return (project) => {
    const isHashed = directory.project(project)?.settings.privacy.hashUserIds === true;
    return isHashed ? (id) => [id, hash(project, id)] : null;
  };
}
