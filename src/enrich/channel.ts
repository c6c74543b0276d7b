import type { ClickId } from "./click-ids.ts";
import { kindOfSource, type SourceKind } from "./traffic-sources.ts";

/** Where a visit came from, in the words of Google Analytics 4's default channel group, and AI assistants. */
export const channels = [
  "Direct",
  "Cross-network",
  "Paid Shopping",
  "Paid Search",
  "Paid Social",
  "Paid Video",
  "Display",
  "Paid Other",
  "Organic Shopping",
  "Organic Social",
  "Organic Video",
  "Organic Search",
  "AI Assistant",
  "Email",
  "Affiliates",
  "Referral",
  "Audio",
  "SMS",
  "Mobile Push Notifications",
  "Unassigned",
] as const;
export type Channel = (typeof channels)[number];

/** What is known of where a visit came from; each text is empty if unknown. */
export interface Traffic {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly referrerDomain: string;
  readonly clickId: ClickId | undefined;
}

/** The same in the terms of the rules. */
interface Clues extends Traffic {
  readonly kind: SourceKind | undefined;
  readonly paid: boolean;
  readonly shoppingCampaign: boolean;
}

interface Rule {
  readonly channel: Channel;
  readonly holds: (clues: Clues) => boolean;
}

const paidMedium = /cp|^ppc$|^retargeting$|^paid/;
const shoppingCampaign = /(?:^|[^a-df-z])shop|shopping/;
const email = /^e[-_ ]?mail$/;
const oneOf = (...words: string[]): ((word: string) => boolean) => {
  const set = new Set(words);
  return (word) => set.has(word);
};
const isDisplay = oneOf("display", "banner", "expandable", "interstitial", "cpm");
const isSocial = oneOf("social", "social-network", "social-media", "sm", "social network", "social media");
const isReferral = oneOf("referral", "app", "link");
const isNoMedium = oneOf("", "(none)", "(not set)", "none");
const isNoSource = oneOf("", "(direct)", "direct");

/**
 * The first rule that holds names the channel; the order is part of the meaning. It is Google's, but
 * for one thing: a medium that says email, SMS and so on counts before the kind of the source.
 */
const rules: readonly Rule[] = [
  { channel: "Direct", holds: isDirect },
  { channel: "Cross-network", holds: (c) => c.campaign.includes("cross-network") },
  { channel: "Paid Shopping", holds: (c) => c.paid && (c.kind === "shopping" || c.shoppingCampaign) },
  { channel: "Paid Search", holds: (c) => c.paid && c.kind === "search" },
  { channel: "Paid Social", holds: (c) => c.paid && c.kind === "social" },
  { channel: "Paid Video", holds: (c) => c.paid && c.kind === "video" },
  { channel: "Display", holds: (c) => isDisplay(c.medium) },
  { channel: "Paid Other", holds: (c) => c.paid },
  { channel: "Email", holds: (c) => email.test(c.medium) },
  { channel: "Affiliates", holds: (c) => c.medium === "affiliate" || c.medium === "affiliates" },
  { channel: "SMS", holds: (c) => c.medium === "sms" || c.source === "sms" },
  { channel: "Audio", holds: (c) => c.medium === "audio" },
  { channel: "Organic Shopping", holds: (c) => c.kind === "shopping" || c.shoppingCampaign },
  { channel: "Organic Social", holds: (c) => c.kind === "social" || isSocial(c.medium) },
  { channel: "Organic Video", holds: (c) => c.kind === "video" || c.medium.includes("video") },
  { channel: "AI Assistant", holds: (c) => c.kind === "assistant" },
  { channel: "Email", holds: (c) => c.kind === "email" },
  { channel: "Organic Search", holds: (c) => c.kind === "search" || c.medium === "organic" },
  { channel: "Mobile Push Notifications", holds: isPush },
  { channel: "Referral", holds: (c) => isReferral(c.medium) },
  { channel: "Referral", holds: (c) => isNoMedium(c.medium) && c.referrerDomain !== "" },
];

/** Tagged in words that no rule knows is `Unassigned`: better seen and corrected than guessed. */
export function channelOf(traffic: Traffic): Channel {
  const clues = cluesOf(traffic);
  return rules.find((rule) => rule.holds(clues))?.channel ?? "Unassigned";
}

function cluesOf(traffic: Traffic): Clues {
  const source = lowerCase(traffic.source);
  // A stated medium overrules the click id, which networks also add to links that carry other tags.
  const medium = lowerCase(traffic.medium) || (traffic.clickId?.medium ?? "");
  const campaign = lowerCase(traffic.campaign);
  return {
    source,
    medium,
    campaign,
    referrerDomain: traffic.referrerDomain,
    clickId: traffic.clickId,
    kind: kindOfTraffic(source, traffic),
    paid: paidMedium.test(medium),
    shoppingCampaign: shoppingCampaign.test(campaign),
  };
}

const perhapsUpperCase = /[^\x20-\x40\x5b-\x7f]/;

/** Nearly all tags are lower case already, and to find that out is eight times as fast as to convert. */
function lowerCase(text: string): string {
  return perhapsUpperCase.test(text) ? text.toLowerCase() : text;
}

/** The stated source first, then the network that marked the link, then the referrer. */
function kindOfTraffic(source: string, { referrerDomain, clickId }: Traffic): SourceKind | undefined {
  return kindOfSource(source) ?? kindOfSource(clickId?.source ?? "") ?? kindOfSource(referrerDomain);
}

function isDirect(clues: Clues): boolean {
  return (
    isNoSource(clues.source) &&
    isNoMedium(clues.medium) &&
    clues.campaign === "" &&
    clues.referrerDomain === "" &&
    clues.clickId === undefined
  );
}

function isPush({ source, medium }: Clues): boolean {
  return (
    medium.endsWith("push") ||
    medium.includes("mobile") ||
    medium.includes("notification") ||
    source === "firebase"
  );
}
