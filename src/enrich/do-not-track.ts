import { drop, ok, type Step } from "./step.ts";

/**
 * What `DNT: 1` and `Sec-GPC: 1` do. `anonymize` counts the event for the visitor's daily keyed hash
 * and keeps none of the sender's ids; `drop` keeps nothing; `ignore` is for those who have consent.
 */
export type DoNotTrackPolicy = "ignore" | "anonymize" | "drop";

export function respectDoNotTrack(policy: DoNotTrackPolicy): Step {
  return (work) => {
    if (!work.context.do_not_track || policy === "ignore") return ok;
    if (policy === "drop") return drop("do_not_track");
    work.anonymous = true;
    return ok;
  };
}
