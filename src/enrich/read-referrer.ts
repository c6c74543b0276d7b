import { cleanAndCut } from "./clean-text.ts";
import { enrichLimits } from "./limits.ts";
import { textOf } from "./read-page.ts";
import { rememberRecent } from "./remember-recent.ts";
import { isAbsoluteUrl, normalHost, splitUrl } from "./split-url.ts";
import { ok, type Step } from "./step.ts";

const hostName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]+$/i;
const fileName = /\.(?:html?|php|aspx?|jsp)$/i;

/**
 * The referrer as it came, and its domain. The domain is empty for the page's own host and for a path
 * such as `/login`: those are steps within the site, not where the visit came from.
 */
export function readReferrer(stringBytesMax: number): Step {
  const domainOf = rememberRecent(referrerDomain, {
    entriesMax: enrichLimits.cacheEntriesMax,
    keyCharsMax: enrichLimits.cacheKeyCharsMax,
  });
  return (work) => {
    const { event, draft } = work;
    const referrer = cleanAndCut(draft.referrer || textOf(draft.properties, "referrer"), stringBytesMax);
    if (referrer === "") return ok;
    event.referrer = referrer;
    const domain = domainOf(referrer);
    if (domain !== work.pageHost) event.referrer_domain = domain;
    return ok;
  };
}

/** The host without `www.`; senders also write `google.com` or `google.com/search` without a scheme. */
export function referrerDomain(referrer: string): string {
  const domain = isAbsoluteUrl(referrer) ? splitUrl(referrer).host : bareHost(referrer);
  return domain.length <= enrichLimits.domainCharsMax ? domain : "";
}

function bareHost(referrer: string): string {
  const end = referrer.search(/[/?#:]/);
  const first = end < 0 ? referrer : referrer.slice(0, end);
  if (first.length > enrichLimits.domainCharsMax || !hostName.test(first)) return "";
  return end < 0 && fileName.test(first) ? "" : normalHost(first);
}
