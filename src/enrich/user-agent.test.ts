import { describe, expect, test } from "bun:test";
import { readUserAgent } from "./user-agent.ts";

const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const iphone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const chromium = "AppleWebKit/537.36 (KHTML, like Gecko)";

/** device | os | os version | browser | browser version, and the user agent. */
const people: readonly [string, string][] = [
  // Desktop.
  ["desktop|Windows|10|Chrome|131", `${windows} ${chromium} Chrome/131.0.0.0 Safari/537.36`],
  ["desktop|Windows|10|Edge|131", `${windows} ${chromium} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86`],
  [
    "desktop|Windows|10|Firefox|133",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
  ],
  ["desktop|Windows|10|Opera|115", `${windows} ${chromium} Chrome/129.0.0.0 Safari/537.36 OPR/115.0.0.0`],
  [
    "desktop|Windows|10|Vivaldi|7",
    `${windows} ${chromium} Chrome/130.0.0.0 Safari/537.36 Vivaldi/7.0.3495.15`,
  ],
  [
    "desktop|Windows|10|Yandex Browser|24",
    `${windows} ${chromium} Chrome/128.0.0.0 YaBrowser/24.10.0.0 Safari/537.36`,
  ],
  [
    "desktop|Windows|10|Electron|32",
    `${windows} ${chromium} Code/1.95.3 Chrome/128.0.6613.186 Electron/32.2.1 Safari/537.36`,
  ],
  [
    "desktop|Windows|7|Internet Explorer|11",
    "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
  ],
  [
    "desktop|Windows|XP|Internet Explorer|8",
    "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)",
  ],
  [
    "desktop|macOS|10.15|Safari|18",
    `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1.1 Safari/605.1.15`,
  ],
  ["desktop|macOS|10.15|Chrome|131", `${mac} ${chromium} Chrome/131.0.0.0 Safari/537.36`],
  [
    "desktop|macOS|10.15|Firefox|133",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0",
  ],
  ["desktop|Linux||Chrome|131", `Mozilla/5.0 (X11; Linux x86_64) ${chromium} Chrome/131.0.0.0 Safari/537.36`],
  [
    "desktop|Linux||Firefox|133",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
  ],
  [
    "desktop|ChromeOS||Chrome|131",
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chromium} Chrome/131.0.0.0 Safari/537.36`,
  ],
  ["desktop|FreeBSD||Firefox|132", "Mozilla/5.0 (X11; FreeBSD amd64; rv:132.0) Gecko/20100101 Firefox/132.0"],
  // Televisions and consoles count as desktop: a large screen that stays where it is.
  [
    "desktop|Tizen|6|Safari|",
    `Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.5) ${chromium} 85.0.4183.93/6.5 TV Safari/537.36`,
  ],
  [
    "desktop|webOS||Chrome|94",
    `Mozilla/5.0 (Web0S; Linux/SmartTV) ${chromium} Chrome/94.0.4606.128 Safari/537.36 WebAppManager`,
  ],
  [
    "desktop|PlayStation|5|Safari|15",
    "Mozilla/5.0 (PlayStation; PlayStation 5/8.20) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
  ],
  // Mobile.
  ["mobile|iOS|18|Safari|18", `${iphone} Version/18.1.1 Mobile/15E148 Safari/604.1`],
  ["mobile|iOS|18|Chrome|131", `${iphone} CriOS/131.0.6778.103 Mobile/15E148 Safari/604.1`],
  ["mobile|iOS|18|Firefox|133", `${iphone} FxiOS/133.0 Mobile/15E148 Safari/605.1.15`],
  ["mobile|iOS|18|Edge|131", `${iphone} Version/18.0 EdgiOS/131.0.2903.68 Mobile/15E148 Safari/604.1`],
  ["mobile|iOS|18|Opera|5", `${iphone} Version/18.1 Mobile/15E148 Safari/604.1 OPT/5.2.1`],
  ["mobile|iOS|18|DuckDuckGo|7", `${iphone} Version/18.1 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`],
  ["mobile|iOS|18|Google App|345", `${iphone} GSA/345.0.701234 Mobile/15E148 Safari/604.1`],
  [
    "mobile|iOS|18|Facebook|490",
    `${iphone} Mobile/22B83 [FBAN/FBIOS;FBAV/490.0.0.44.101;FBBV/1;FBDV/iPhone14,5;FBSN/iOS;FBSV/18.1]`,
  ],
  [
    "mobile|iOS|18|Instagram|360",
    `${iphone} Mobile/22B83 Instagram 360.0.0.30.82 (iPhone14,5; iOS 18_1; en_US; scale=3.00; 1170x2532)`,
  ],
  [
    "mobile|iOS|18|WeChat|8",
    `${iphone} Mobile/15E148 MicroMessenger/8.0.54(0x18003633) NetType/WIFI Language/en`,
  ],
  [
    "mobile|Android|10|Chrome|131",
    `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/131.0.0.0 Mobile Safari/537.36`,
  ],
  [
    "mobile|Android|10|Edge|131",
    `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/131.0.0.0 Mobile Safari/537.36 EdgA/131.0.0.0`,
  ],
  [
    "mobile|Android|14|Samsung Internet|27",
    `Mozilla/5.0 (Linux; Android 14; SM-S928B) ${chromium} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36`,
  ],
  ["mobile|Android|14|Firefox|133", "Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0"],
  [
    "mobile|Android|13|Chrome|131",
    `Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) ${chromium} Version/4.0 Chrome/131.0.6778.39 Mobile Safari/537.36`,
  ],
  [
    "mobile|Android|13|Facebook|490",
    `Mozilla/5.0 (Linux; Android 13; SM-A536B; wv) ${chromium} Version/4.0 Chrome/131.0.6778.39 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/490.0.0.60.109;]`,
  ],
  [
    "mobile|Android|14|Chrome|120",
    `Mozilla/5.0 (Linux; Android 14; Cubot X70) ${chromium} Chrome/120.0.0.0 Mobile Safari/537.36`,
  ],
  [
    "mobile|HarmonyOS|5|Chrome|114",
    `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${chromium} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
  ],
  [
    "mobile|Android||Opera|36",
    "Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16",
  ],
  [
    "mobile|||Opera|7",
    "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/34.1244; U; en) Presto/2.8.119 Version/11.10",
  ],
  ["mobile|Android|14||", "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UQ1A.240105.004)"],
  ["mobile|iOS|||", "MyApp/1.4 CFNetwork/1498.700.2 Darwin/23.6.0"],
  ["desktop|macOS|||", "Safari/9537.73.11 CFNetwork/673.0.3 Darwin/13.0.0 (x86_64) (MacBookPro8%2C1)"],
  ["mobile||||", "MAXX_MAUI WAP Browser"],
  // Tablets.
  [
    "tablet|iOS|17|Safari|17",
    "Mozilla/5.0 (iPad; CPU OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
  ],
  [
    "tablet|Android|10|Chrome|131",
    `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/131.0.0.0 Safari/537.36`,
  ],
  ["tablet|Android|14|Firefox|133", "Mozilla/5.0 (Android 14; Tablet; rv:133.0) Gecko/133.0 Firefox/133.0"],
  [
    "tablet|Android|9|Silk|108",
    `Mozilla/5.0 (Linux; Android 9; KFMAWI) ${chromium} Silk/108.4.6 like Chrome/108.0.5359.220 Safari/537.36`,
  ],
  // The limit: since iPadOS 13 an iPad asks for desktop sites and is, by its user agent, a Mac.
  [
    "desktop|macOS|10.15|Safari|17",
    `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15`,
  ],
  // Nothing to go by.
  ["||||", ""],
  ["||||", "&as_qdr=all"],
];

/** Name of the bot, and the user agent. */
const crawlers: readonly [string, string][] = [
  ["Googlebot", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
  [
    "Googlebot",
    `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) ${chromium} Chrome/131.0.6778.69 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  ],
  ["AdsBot-Google", "AdsBot-Google (+http://www.google.com/adsbot.html)"],
  [
    "bingbot",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0.1938.76 Safari/537.36",
  ],
  ["YandexBot", "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)"],
  ["DuckDuckBot", "DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)"],
  [
    "Applebot",
    `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)`,
  ],
  [
    "GPTBot",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
  ],
  [
    "ChatGPT-User",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot",
  ],
  [
    "OAI-SearchBot",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; OAI-SearchBot/1.0; +https://openai.com/searchbot",
  ],
  [
    "ClaudeBot",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
  ],
  [
    "PerplexityBot",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)",
  ],
  [
    "Bytespider",
    `Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com) ${chromium} Chrome/70.0.0.0 Safari/537.36`,
  ],
  [
    "meta-externalagent",
    "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
  ],
  ["facebookexternalhit", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"],
  ["CCBot", "CCBot/2.0 (https://commoncrawl.org/faq/)"],
  ["Amazonbot", "Mozilla/5.0 (compatible; Amazonbot/0.1; +https://developer.amazon.com/support/amazonbot)"],
  ["AhrefsBot", "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)"],
  ["SemrushBot", "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)"],
  ["Slackbot", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"],
  ["WhatsApp", "WhatsApp/2.23.20.0"],
  ["HeadlessChrome", `Mozilla/5.0 (X11; Linux x86_64) ${chromium} HeadlessChrome/131.0.0.0 Safari/537.36`],
  ["UptimeRobot", "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"],
  ["Tiny Tiny RSS", "Tiny Tiny RSS/1.11 (http://tt-rss.org/)"],
  ["Feedly", "Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)"],
  // Not in any list of ours: the name they give themselves.
  ["AcmeCrawler", "Mozilla/5.0 (compatible; AcmeCrawler/3.1; +https://acme.example/crawler)"],
  ["eZ Publish Link Validator", "eZ Publish Link Validator"],
  ["unnamed bot", "Mozilla/5.0"],
];

const programs: readonly [string, string][] = [
  ["curl", "curl/8.7.1"],
  ["Wget", "Wget/1.21.4"],
  ["python-requests", "python-requests/2.32.3"],
  ["axios", "axios/1.7.9"],
  ["node", "node"],
  ["Bun", "Bun/1.4.5"],
  ["Go-http-client", "Go-http-client/1.1"],
  ["okhttp", "okhttp/4.12.0"],
  ["shop-backend", "shop-backend/2.1"],
];

describe("readUserAgent", () => {
  test.each(people)("a person: %s ◂ %s", (expected, userAgent) => {
    const facts = readUserAgent(userAgent);
    expect(
      [facts.device_type, facts.os, facts.os_version, facts.browser, facts.browser_version].join("|"),
    ).toBe(expected);
    expect([facts.is_bot, facts.bot_name]).toEqual([false, ""]);
  });

  test.each(crawlers)("a crawler, whoever it speaks for: %s ◂ %s", (name, userAgent) => {
    const facts = readUserAgent(userAgent);
    expect([facts.is_bot, facts.device_type, facts.bot_name]).toEqual([true, "bot", name]);
    expect(facts.speakingForSomebody.is_bot).toBe(true);
  });

  test.each(programs)("a program, which may speak for somebody: %s ◂ %s", (name, userAgent) => {
    const { speakingForSomebody, ...facts } = readUserAgent(userAgent);
    expect([facts.is_bot, facts.device_type, facts.bot_name]).toEqual([true, "bot", name]);
    expect([
      speakingForSomebody.is_bot,
      speakingForSomebody.device_type,
      speakingForSomebody.bot_name,
    ]).toEqual([false, "", ""]);
  });

  test("a user agent of a megabyte is read no further than its limit", () => {
    expect(readUserAgent(`${people[0]![1]} ${"x".repeat(1_000_000)}`).browser).toBe("Chrome");
  });
});
