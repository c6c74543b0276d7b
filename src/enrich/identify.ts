import type { IdSource } from "../kernel/ids.ts";
import { cleanText } from "./clean-text.ts";
import { ok, type Step, type Work } from "./step.ts";
import type { UserHash, VisitorHash } from "./visitor-hash.ts";

/**
 * Gives the event its id and says whom it counts for: the user, else the anonymous id, else the
 * client's session, else the daily keyed hash. Ids are not cut: two that differ at the end are two,
 * and the schema has rejected long ones. Where the project hashes user ids, the hash takes the id's place
 * everywhere.
 */
export function identify(ids: IdSource, visitorHash: VisitorHash, userHash: UserHash): Step {
  return (work) => {
    nameEvent(work, ids);
    if (!work.anonymous) takeSenderIds(work, userHash);
    const { event } = work;
    event.visitor_id =
      event.user_id ||
      event.anonymous_id ||
      event.session_id ||
      visitorHash(event.received_at, event.project_id, work.ip, work.userAgent);
    return ok;
  };
}

function nameEvent(work: Work, ids: IdSource): void {
  const { event, draft } = work;
  work.resendable = draft.event_id !== undefined && draft.event_id !== "";
  event.event_id = work.resendable ? cleanText(draft.event_id!) : ids.eventId(event.received_at);
}

function takeSenderIds({ event, draft, policy }: Work, userHash: UserHash): void {
  const userId = cleanText(draft.user_id ?? "");
  event.user_id = policy.hashUserIds ? userHash(event.project_id, userId) : userId;
  event.anonymous_id = cleanText(draft.anonymous_id ?? "");
  event.session_id = cleanText(draft.session_id ?? "");
}
