import { cleanAndCutChars } from "./clean-text.ts";
import { enrichLimits } from "./limits.ts";
import { ok, type Step } from "./step.ts";

const countryCode = /^[A-Z]{2}$/;
/** Codes CDNs send for "not known"; Tor's T1 is none of two letters. */
const noCountry: ReadonlySet<string> = new Set(["XX", "ZZ"]);
const regionCode = /^[a-z0-9]{1,3}$/;

/** Country, region and city of the request. A relayed event's request came from the relaying server's place. */
export function locate(): Step {
  return ({ event, context, relayed }) => {
    if (relayed) return ok;
    event.country = normalCountry(context.country);
    event.region = normalRegion(context.region);
    event.city = normalPlace(context.city);
    return ok;
  };
}

export function normalCountry(code: string): string {
  if (code.length !== 2) return "";
  const upper = countryCode.test(code) ? code : code.toUpperCase();
  return countryCode.test(upper) && !noCountry.has(upper) ? upper : "";
}

/** Codes in upper case, as most CDNs write them; names stay names. */
export function normalRegion(region: string): string {
  const place = normalPlace(region);
  return regionCode.test(place) ? place.toUpperCase() : place;
}

/** A name, which some CDNs send percent-encoded because header values are ASCII. */
export function normalPlace(name: string): string {
  if (name === "") return "";
  return cleanAndCutChars(percentDecoded(name).trim(), enrichLimits.placeCharsMax);
}

function percentDecoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
