import { drop, ok, type Step } from "./step.ts";

/** `DNT: 1` and `Sec-GPC: 1`, as the project's policy says. */
export function respectDoNotTrack(): Step {
  return (work) => {
    const { doNotTrack } = work.policy;
    if (!work.context.do_not_track || doNotTrack === "ignore") return ok;
    if (doNotTrack === "drop") return drop("do_not_track");
    work.anonymous = true;
    return ok;
  };
}
