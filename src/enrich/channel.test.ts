import { describe, expect, test } from "bun:test";
import { channelOf, type Channel } from "./channel.ts";
import { clickIds } from "./click-ids.ts";
import { kindOfSource, trafficSources } from "./traffic-sources.ts";

interface Visit {
  source?: string;
  medium?: string;
  campaign?: string;
  from?: string;
  click?: string;
}

const visits: readonly [Channel, Visit][] = [
  ["Direct", {}],
  ["Direct", { source: "(direct)", medium: "(none)" }],
  // By referrer alone.
  ["Organic Search", { from: "google.com" }],
  ["Organic Search", { from: "google.co.uk" }],
  ["Organic Search", { from: "r.search.yahoo.com" }],
  ["Organic Search", { from: "duckduckgo.com" }],
  ["Organic Social", { from: "l.facebook.com" }],
  ["Organic Social", { from: "t.co" }],
  ["Organic Social", { from: "old.reddit.com" }],
  ["Organic Video", { from: "youtube.com" }],
  ["Organic Shopping", { from: "amazon.de" }],
  ["Email", { from: "mail.google.com" }],
  ["Email", { from: "com.google.android.gm" }],
  ["AI Assistant", { from: "chatgpt.com" }],
  ["AI Assistant", { from: "gemini.google.com" }],
  ["Referral", { from: "blog.example.org" }],
  ["Referral", { from: "docs.google.com" }],
  ["Referral", { from: "notfacebook.com" }],
  // By tags.
  ["Paid Search", { source: "google", medium: "cpc" }],
  ["Paid Search", { source: "Bing", medium: "PPC" }],
  ["Paid Social", { source: "facebook", medium: "paid_social" }],
  ["Paid Social", { source: "fb", medium: "cpc" }],
  ["Paid Video", { source: "youtube", medium: "cpv", click: "gclid" }],
  ["Paid Shopping", { source: "google", medium: "cpc", campaign: "eshop-autumn" }],
  ["Cross-network", { source: "google", medium: "cpc", campaign: "Cross-network 3" }],
  ["Display", { source: "google", medium: "banner" }],
  ["Display", { source: "adnet", medium: "cpm" }],
  ["Paid Other", { source: "adnet", medium: "cpc" }],
  ["Organic Shopping", { source: "partner", medium: "x", campaign: "shopping-list" }],
  ["Organic Social", { source: "intern", medium: "social" }],
  ["Organic Video", { source: "tv", medium: "video-ad" }],
  ["Organic Search", { source: "unknown-engine", medium: "organic" }],
  ["Email", { source: "newsletter" }],
  ["Email", { source: "facebook", medium: "e-mail" }],
  ["Affiliates", { source: "awin", medium: "affiliate" }],
  ["Referral", { source: "partner", medium: "referral" }],
  ["Audio", { source: "podcast", medium: "audio" }],
  ["SMS", { source: "sms" }],
  ["Mobile Push Notifications", { source: "app", medium: "web_push" }],
  ["AI Assistant", { source: "chatgpt.com", from: "chatgpt.com" }],
  ["Unassigned", { source: "flyer", medium: "print" }],
  ["Unassigned", { campaign: "workshop" }],
  // Tagged with a name we do not know: the referrer says where it came from.
  ["Organic Social", { source: "spring", from: "m.facebook.com" }],
  // By click id; a stated medium is believed more.
  ["Paid Search", { click: "gclid", from: "google.com" }],
  ["Paid Search", { click: "msclkid" }],
  ["Display", { click: "dclid" }],
  ["Paid Social", { click: "ttclid" }],
  ["Organic Social", { click: "fbclid", from: "l.facebook.com" }],
  ["Paid Social", { click: "fbclid", medium: "cpc" }],
  ["Email", { click: "gclid", source: "crm", medium: "email" }],
];

describe("channelOf", () => {
  test.each(visits)(
    "%s ◂ %j",
    (channel, { source = "", medium = "", campaign = "", from = "", click = "" }) => {
      const clickId = clickIds.get(click);
      expect(channelOf({ source, medium, campaign, referrerDomain: from, clickId })).toBe(channel);
    },
  );
});

describe("traffic sources", () => {
  test("no entry stands in two lists", () => {
    const entries = Object.values(trafficSources).flatMap((list) => list.trim().split(/\s+/));
    expect(entries.filter((entry, at) => entries.indexOf(entry) !== at)).toEqual([]);
  });

  test("every click id's source is known", () => {
    const unknown = [...clickIds.values()].filter(({ source }) => kindOfSource(source) === undefined);
    expect(unknown).toEqual([]);
  });

  test.each([
    ["google.com.au", "search"],
    ["images.google.de", "search"],
    ["translate.google.com", undefined],
    ["mail.yandex.ru", "email"],
    ["yandex.com.tr", "search"],
    ["finance.yahoo.com", "other"],
    ["fr.search.yahoo.com", "search"],
    ["x.com", "social"],
    ["netflix.com", "video"],
    ["ax.com", undefined],
    ["com", undefined],
    ["", undefined],
  ] as const)("%p is %p", (host, kind) => {
    expect(kindOfSource(host)).toBe(kind);
  });
});
