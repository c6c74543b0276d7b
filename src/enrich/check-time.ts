import { ok, reject, type Step } from "./step.ts";

const message = "The time must lie between 1970-01-01 and at most a day from now.";

/**
 * Takes the sender's time, or else the time of receipt. Old times are history being imported and
 * welcome; a time before 1970, or one so far ahead that only a broken clock explains it, is rejected.
 */
export function checkTime(futureTimeMsMax: number): Step {
  return ({ event, draft }) => {
    const time = draft.time;
    if (time === undefined) return ok;
    // Written so that NaN is refused too.
    if (!(time >= 0 && time <= event.received_at + futureTimeMsMax)) {
      return reject("time_out_of_range", "time", message);
    }
    event.time = Math.floor(time);
    return ok;
  };
}
