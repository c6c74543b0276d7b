import type { EventDraft } from "../event/event.ts";
import { isRejection } from "../event/schema.ts";
import type { Rejection } from "../event/verdict.ts";
import { type Failure, failure } from "../kernel/errors.ts";
import { limits } from "../kernel/limits.ts";
import { type Result, err, ok } from "../kernel/result.ts";

/**
 * `X-Consent: analytics, marketing`: what the sender has consented to, for every event of the request that does
 * not say so itself; for clients whose events are written by somebody else. An empty one says: to nothing.
 */
export function takeConsent(
  drafts: readonly (EventDraft | Rejection)[],
  headers: Headers,
): Result<void, Failure> {
  const given = headers.get(consentHeader);
  if (given === null) return ok(undefined);
  const categories = given
    .split(",")
    .map((category) => category.trim())
    .filter(Boolean);
  const isTooLong = categories.some((category) => category.length > limits.consentCharsMax);
  if (isTooLong || categories.length > limits.consentCategoriesMax) return err(tooMuch);
  for (const draft of drafts) if (!isRejection(draft)) draft.consent ??= categories;
  return ok(undefined);
}

const consentHeader = "X-Consent";

const tooMuch = failure("invalid_field", {
  field: consentHeader,
  message: `${consentHeader}: must be at most ${limits.consentCategoriesMax} categories of at most ${limits.consentCharsMax} characters each`,
});
