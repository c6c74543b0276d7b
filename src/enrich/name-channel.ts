import { channelOf } from "./channel.ts";
import { enrichLimits } from "./limits.ts";
import { rememberRecent } from "./remember-recent.ts";
import { ok, type Step } from "./step.ts";

/**
 * The channel of each event by its own page and referrer. It is meant for the event a visit began
 * with: later ones come from the site itself and say `Direct`.
 */
export function nameChannel(): Step {
  const channelOfReferrer = rememberRecent(
    (referrerDomain) =>
      channelOf({ source: "", medium: "", campaign: "", referrerDomain, clickId: undefined }),
    { entriesMax: enrichLimits.cacheEntriesMax, keyCharsMax: enrichLimits.domainCharsMax },
  );
  return ({ event, clickId }) => {
    const tagged = event.utm_source !== "" || event.utm_medium !== "" || event.utm_campaign !== "";
    if (!tagged && clickId === undefined) {
      event.channel = channelOfReferrer(event.referrer_domain);
      return ok;
    }
    event.channel = channelOf({
      source: event.utm_source,
      medium: event.utm_medium,
      campaign: event.utm_campaign,
      referrerDomain: event.referrer_domain,
      clickId,
    });
    return ok;
  };
}
