import { drop, ok, type Step } from "./step.ts";

/** An event without the consent that its project asks for is not kept: silence is no consent. */
export function requireConsent(): Step {
  return ({ draft, policy }) => {
    if (policy.requiredConsent === "") return ok;
    return draft.consent?.includes(policy.requiredConsent) === true ? ok : drop("no_consent");
  };
}
