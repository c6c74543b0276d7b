/**
 * The visitor's place from the headers of the CDN in front. They are believed as they come: without
 * such a CDN anybody can write them, which forges the place of the forger's own events and no more.
 */
export interface Place {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

/** Reads one request header by name, in any case. */
export type ReadHeader = (name: string) => string | null | undefined;

// Cloudflare (plain `CF-City` as the `edge` brief has it), Vercel, CloudFront, App Engine. Region codes
// come before names, so that one region has one spelling behind every CDN.
const countryHeaders = [
  "cf-ipcountry",
  "x-vercel-ip-country",
  "cloudfront-viewer-country",
  "x-appengine-country",
];
const regionHeaders = [
  "cf-region-code",
  "cf-region",
  "x-vercel-ip-country-region",
  "cloudfront-viewer-country-region",
  "cloudfront-viewer-country-region-name",
  "x-appengine-region",
];
const cityHeaders = [
  "cf-city",
  "cf-ipcity",
  "x-vercel-ip-city",
  "cloudfront-viewer-city",
  "x-appengine-city",
];

export function readGeoHeaders(header: ReadHeader): Place {
  return {
    country: firstOf(countryHeaders, header),
    region: firstOf(regionHeaders, header),
    city: firstOf(cityHeaders, header),
  };
}

function firstOf(names: readonly string[], header: ReadHeader): string {
  for (const name of names) {
    const value = header(name);
    // App Engine sends `?` for a city it does not know.
    if (value && value !== "?") return asUtf8(value);
  }
  return "";
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const notAscii = /[\x80-\xff]/;
const notLatin1 = /[\u0100-\uffff]/;

/** Fetch decodes header bytes as Latin-1, while Cloudflare sends UTF-8: `SÃ£o Paulo` becomes São Paulo. */
function asUtf8(value: string): string {
  if (!notAscii.test(value) || notLatin1.test(value)) return value;
  try {
    return utf8.decode(Buffer.from(value, "latin1"));
  } catch {
    return value;
  }
}
