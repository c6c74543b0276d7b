import type { Selection } from "../analytics/selection/selection.ts";
import { withStoredUsers } from "../analytics/stored-users.ts";
import type { ProjectId } from "../kernel/ids.ts";
import type { RequestedSelection } from "./job-file.ts";
import type { PrivacyParts } from "./parts.ts";

/** With every id that a user may be stored under, whether ids are hashed now or were at some time. */
export function resolveSelection(
  parts: Pick<PrivacyParts, "hashedUserId">,
  project: ProjectId,
  requested: RequestedSelection,
): Selection {
  switch (requested.kind) {
    case "user":
      return { kind: "user", ids: [requested.id, parts.hashedUserId(project, requested.id)] };
    case "anonymous":
      return { kind: "anonymous", ids: [requested.id] };
    case "events":
      return withStoredUsers(requested, (id) => [id, parts.hashedUserId(project, id)]);
  }
}

/** The same for the same person, and says nothing about who it is. */
export function subjectOf(
  parts: Pick<PrivacyParts, "subjectHash">,
  project: ProjectId,
  requested: RequestedSelection,
): string {
  return parts.subjectHash(project, `${requested.kind} ${JSON.stringify(requested)}`);
}
