import { enrichLimits } from "./limits.ts";
import { rememberRecent } from "./remember-recent.ts";
import { ok, type Step, type Work } from "./step.ts";
import { readUserAgent } from "./user-agent.ts";

/**
 * Device, system, browser and whether a bot sent it. Reports leave bots out, so a backend that sends
 * its users' events by curl or axios must not be one: an HTTP library that names a user, an anonymous
 * id or a session speaks for somebody, whose device is not known. A crawler is a bot whatever it says.
 */
export function readDevice(): Step {
  const factsOf = rememberRecent(readUserAgent, {
    entriesMax: enrichLimits.cacheEntriesMax,
    keyCharsMax: enrichLimits.cacheKeyCharsMax,
  });
  return (work) => {
    const { event } = work;
    const found = factsOf(work.userAgent);
    const facts = found.is_bot && namesSomebody(work) ? found.speakingForSomebody : found;
    event.device_type = facts.device_type;
    event.os = facts.os;
    event.os_version = facts.os_version;
    event.browser = facts.browser;
    event.browser_version = facts.browser_version;
    event.is_bot = facts.is_bot;
    event.bot_name = facts.bot_name;
    return ok;
  };
}

function namesSomebody({ draft }: Work): boolean {
  return Boolean(draft.user_id || draft.anonymous_id || draft.session_id);
}
