/** What an advertising network's id in the landing page's query tells of the visit, in `utm_*` words. */
export interface ClickId {
  readonly source: string;
  /** Empty where the network marks every outbound link, paid or not. */
  readonly medium: string;
}

/** By the name of the query field. */
export const clickIds: ReadonlyMap<string, ClickId> = new Map([
  ["gclid", { source: "google", medium: "cpc" }],
  // Google's ids on iOS, which tell the campaign and not the click.
  ["gbraid", { source: "google", medium: "cpc" }],
  ["wbraid", { source: "google", medium: "cpc" }],
  ["dclid", { source: "google", medium: "display" }],
  ["msclkid", { source: "bing", medium: "cpc" }],
  ["yclid", { source: "yandex", medium: "cpc" }],
  ["ttclid", { source: "tiktok", medium: "cpc" }],
  ["twclid", { source: "twitter", medium: "cpc" }],
  ["li_fat_id", { source: "linkedin", medium: "cpc" }],
  ["rdt_cid", { source: "reddit", medium: "cpc" }],
  ["ScCid", { source: "snapchat", medium: "cpc" }],
  ["epik", { source: "pinterest", medium: "" }],
  ["fbclid", { source: "facebook", medium: "" }],
  ["igsh", { source: "instagram", medium: "" }],
  ["igshid", { source: "instagram", medium: "" }],
  // Google's free product listings.
  ["srsltid", { source: "google", medium: "organic" }],
]);
