import type { EventDraft } from "../event/event.ts";
import { isRejection } from "../event/schema.ts";
import type { Rejection } from "../event/verdict.ts";
import type { CallAccess } from "./authorize.ts";

/** Events whose name the project, or the key, does not take become rejections in their places. */
export function onlyAllowedNames(
  drafts: (EventDraft | Rejection)[],
  { principal, settings }: Pick<CallAccess, "principal" | "settings">,
): (EventDraft | Rejection)[] {
  const ofProject = settings.ingest.eventNames;
  if (principal.eventNames === null && ofProject === null) return drafts;
  return drafts.map((draft) => {
    if (isRejection(draft)) return draft;
    const isAllowed =
      (principal.eventNames === null || principal.eventNames.has(draft.name)) &&
      (ofProject === null || ofProject.includes(draft.name));
    return isAllowed ? draft : refused(draft.name);
  });
}

function refused(name: string): Rejection {
  return {
    code: "name_not_allowed",
    message: `Events of the name ${JSON.stringify(name)} are not taken here.`,
  };
}
